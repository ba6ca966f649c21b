import { parseCredential } from '../../nodes/CcGateway/gateway/connection';
import type { Connection } from '../../nodes/CcGateway/gateway/connection';
import type { GatewayRequest } from '../../nodes/CcGateway/gateway/contract';
import { type GatewayError, gatewayErrorOnly } from '../../nodes/CcGateway/gateway/failure';
import { type Answer, type Limits, send } from '../../nodes/CcGateway/gateway/transport';
import { parseOptions } from '../../nodes/CcGateway/operations/options';
import { setCallDataEx } from '../../nodes/CcGateway/operations/setCallDataEx';
import type { Agent } from './gateway';

/** Where a server is, and what to trust for it; a simulator is one. */
export interface Server {
	readonly host: string;
	readonly port: number;
	readonly ca: string;
}

/** A connection as the credential gives it: the server's CA is trusted, nothing else. */
export function connectionTo({ host, port, ca }: Server, more: object = {}): Connection {
	return parseCredential({ host, port, ca, ...more }).connection;
}

/** The request that the operation Set Call Data (Extended) makes of an agent's call and a text. */
export function setCallData(
	{ agentId, callId }: Agent,
	callData: string,
	more = {},
): GatewayRequest {
	const fields: Record<string, unknown> = { callId, callData, ...more };
	const read = (field: string): unknown => fields[field];
	return setCallDataEx.request(read, agentId, parseOptions(read));
}

/** Sends a text as an agent's call data, within generous limits unless told otherwise. */
export async function sendText(
	connection: Connection,
	agent: Agent,
	text = 'text',
	limits: Partial<Limits> = {},
): Promise<Answer> {
	return await send(connection, agent, setCallData(agent, text), {
		timeoutMs: 5000,
		signal: undefined,
		egress: undefined,
		...limits,
	});
}

/** What something failed with; anything else than a GatewayError is thrown on. */
export async function errorOf(outcome: Promise<unknown>): Promise<GatewayError> {
	return await outcome.then(() => {
		throw new Error('It has not failed');
	}, gatewayErrorOnly);
}
