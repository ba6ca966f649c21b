import type { IExecuteFunctions } from 'n8n-workflow';
import { type Connection, type Credential, parseCredential } from './gateway/connection';
import type { GatewayRequest, Session } from './gateway/contract';
import type { Effort } from './gateway/deliver';
import { invalid } from './gateway/failure';
import { checkAgentId, parseAgentId } from './gateway/input';
import { operationNamed } from './operations';
import { parseOptions } from './operations/options';

/** One item, read and checked: all that it takes to send it. */
export interface Job {
	readonly index: number;
	readonly agentId: string;
	readonly connection: Connection;
	readonly session: Session;
	readonly request: GatewayRequest;
	readonly effort: Effort;
	readonly maxConcurrency: number;
}

/** Older versions of n8n have no egress policy. */
type EgressHelpers = Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;

/**
 * Makes a reader of items. The credential is resolved per agent, at its first item: an expression
 * in it, such as one for the Guid, is about this agent, and n8n takes its time to resolve it.
 * @returns a function from an item's index to its job; it throws GatewayError `invalid` for input
 * that cannot be sent, and n8n's own errors for expressions and credentials
 */
export function itemReader(context: IExecuteFunctions): (index: number) => Promise<Job> {
	const operation = operationNamed(context.getNodeParameter('operation', 0));
	const helpers: EgressHelpers = context.helpers;
	const egress = helpers.getSecureEgressFilter?.();
	const signal = context.getExecutionCancelSignal();
	const credentials = new Map<string, Credential>();

	return async (index) => {
		const read = (field: string): unknown => context.getNodeParameter(field, index, null);
		const agentId = parseAgentId(read('agentId'), 'Agent ID');
		const credential =
			credentials.get(agentId) ??
			parseCredential(await context.getCredentials('ccGatewayApi', index));
		credentials.set(agentId, credential);
		checkAgentId(agentId, 'Agent ID', credential.agentIdRange);
		const options = parseOptions(context.getNodeParameter('options', index, {}));
		return {
			index,
			agentId,
			connection: credential.connection,
			session: chooseSession(options.session, credential.session),
			request: operation.request(read, agentId, options),
			effort: { timeoutMs: options.timeoutMs, maxRetries: options.maxRetries, signal, egress },
			maxConcurrency: options.maxConcurrency,
		};
	};
}

function chooseSession(option: Session, credential: Session): Session {
	const guid = option.guid || credential.guid;
	if (guid !== '') return { guid, cookie: option.cookie || credential.cookie };
	throw invalid(
		"There is no 'Guid' for this agent",
		"Fill in 'Guid' in the credential, or 'Guid' under Options to give each item its own.",
	);
}
