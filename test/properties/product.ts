import { parseCredential } from '../../nodes/CcGateway/fields/credential';
import { CONTENT_TYPE } from '../../nodes/CcGateway/gateway/contract';
import { GatewayError } from '../../nodes/CcGateway/gateway/failure';
import { checkAgentId, parseAgentId } from '../../nodes/CcGateway/fields/ids';
import { parseMaxConcurrency, parseOptions } from '../../nodes/CcGateway/fields/options';
import { parseGuid } from '../../nodes/CcGateway/fields/session';
import {
	agentId as agentIdField,
	guid as guidField,
} from '../../nodes/CcGateway/operations/descriptions';
import { setCallDataEx } from '../../nodes/CcGateway/operations/setCallDataEx';
import type { Explanation } from '../../nodes/CcGateway/words';
import { readerOf } from '../support/exchange';
import type { Input } from './item';
import type { WireRequest } from './validator';

/** What came of some work: its result, or the words of a refusal. */
export type Attempt<Result> =
	| { readonly result: Result; readonly refusal?: undefined }
	| { readonly result?: undefined; readonly refusal: Explanation };

/**
 * Does some work of the product on input.
 * @throws whatever it throws besides GatewayError `invalid`
 */
export function attempt<Result>(work: () => Result): Attempt<Result> {
	try {
		return { result: work() };
	} catch (error) {
		if (!(error instanceof GatewayError) || error.failure.kind !== 'invalid') throw error;
		return { refusal: error.failure };
	}
}

/** The result of work that has to succeed. Throws an Error with the words of a refusal. */
export function resultOf<Result>({ result, refusal }: Attempt<Result>): Result {
	if (refusal) throw new Error(`It was refused: ${refusal.message}`);
	return result;
}

/** The words of a refusal that has to come. Throws an Error when the input was taken. */
export function refusalOf({ refusal }: Attempt<unknown>): Explanation {
	if (refusal) return refusal;
	throw new Error('It was taken');
}

/**
 * Goes the way of an execution's first item from the fields to the wire: the steps of fields/items.ts and
 * gateway/deliver.ts, which the tests in n8n's engine go themselves.
 * @throws GatewayError `invalid`
 */
export function requestOf({ credential, fields }: Input): WireRequest {
	const read = readerOf(fields);
	parseMaxConcurrency(read);
	const agentId = parseAgentId(read(agentIdField), 'Agent ID');
	const { session, agentIdRange } = parseCredential(credential);
	checkAgentId(agentId, 'Agent ID', agentIdRange);
	const options = parseOptions(read);
	const { method, path, body = '' } = setCallDataEx.prepare(read, agentId, options).request;
	const guid = parseGuid(read(guidField)) || session.guid;
	const cookie = options.cookie || session.cookie;
	const headers = { 'content-type': CONTENT_TYPE, guid, ...(cookie !== '' && { cookie }) };
	return { method, path, headers, body };
}
