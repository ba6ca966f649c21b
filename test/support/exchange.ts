import { parseCredential } from '../../nodes/CcGateway/fields/credential';
import { parseOptions } from '../../nodes/CcGateway/fields/options';
import type { Read } from '../../nodes/CcGateway/fields/read';
import { type GatewayError, gatewayErrorOnly } from '../../nodes/CcGateway/gateway/failure';
import { type GatewayRequest, headersOf } from '../../nodes/CcGateway/gateway/request';
import { setCallDataEx } from '../../nodes/CcGateway/operations/setCallDataEx';
import type { Answer } from '../../nodes/CcGateway/wire/answer';
import type { Connection } from '../../nodes/CcGateway/wire/connection';
import { type Limits, send } from '../../nodes/CcGateway/wire/exchange';
import { WireError } from '../../nodes/CcGateway/wire/wireError';
import type { Agent } from './gateway';

/** Where a server is, and what to trust for it; a simulator is one. */
export interface Server {
	readonly host: string;
	readonly port: number;
	readonly ca: string;
}

/** A connection as the credential gives it: the server's CA is trusted, nothing else. */
export function connectionTo({ host, port, ca }: Server, more: object = {}): Connection {
	return parseCredential({ host, port, ca, guid: '', ...more }).connection;
}

/** Reads fields from their values by name, as if they were filled in by hand. */
export function readerOf(fields: Readonly<Record<string, unknown>>): Read {
	return ({ name }) => fields[name];
}

/** The request that the operation Set Call Data (Extended) makes of an agent's call and a text. */
export function setCallData(
	{ agentId, callId }: Agent,
	callData: string,
	more = {},
): GatewayRequest {
	const read = readerOf({ callId, callData, ...more });
	return setCallDataEx.prepare(read, agentId, parseOptions(read)).request;
}

/** Sends a text as an agent's call data, once, within generous limits unless told otherwise. */
export async function sendText(
	connection: Connection,
	agent: Agent,
	text = 'text',
	limits: Partial<Limits> = {},
): Promise<Answer> {
	const { method, path, body } = setCallData(agent, text);
	const headers = headersOf(agent);
	const request = { method, path, headers, maxIdleMs: Infinity, ...(body && { body }) };
	const generous = { timeoutMs: 5000, cancel: undefined, egress: undefined };
	return await send(connection, request, { ...generous, ...limits });
}

/** What something failed with; anything else than a GatewayError is thrown on. */
export async function errorOf(outcome: Promise<unknown>): Promise<GatewayError> {
	return await outcome.then(() => {
		throw new Error('It has not failed');
	}, gatewayErrorOnly);
}

/** What an exchange failed with; anything else than a WireError is thrown on. */
export async function wireErrorOf(outcome: Promise<unknown>): Promise<WireError> {
	return await outcome.then(
		() => {
			throw new Error('It has not failed');
		},
		(error: unknown) => {
			if (error instanceof WireError) return error;
			throw error;
		},
	);
}
