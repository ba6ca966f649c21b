import type { IncomingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Simulator } from './api';
import { type Fields, parseFields } from './parse';

const BASE_PATH = '/agentgateway/resource';

/** An agent that is signed in, and the id of its call. */
export interface Caller {
	readonly agentId: string;
	readonly guid: string;
	readonly callId: string;
}

/** What came back: `reply` is the JSON object, empty when there was none. */
export interface Received {
	readonly status: number;
	readonly headers: IncomingHttpHeaders;
	readonly text: string;
	readonly reply: Fields;
}

/** What `https.request` takes, and a body. */
export interface SendOptions extends Omit<https.RequestOptions, 'headers'> {
	readonly headers?: Readonly<Record<string, string>>;
	readonly body?: string | Buffer;
}

/** Signs agent 101, or another one, in and starts a call. */
export function inCall(simulator: Simulator, agentId = '101', callId?: string): Caller {
	const { guid } = simulator.signIn(agentId);
	return { agentId, guid, callId: simulator.startCall(agentId, callId) };
}

/**
 * Sends one request over TLS that trusts `simulator.ca`. `path` is below /agentgateway/resource. No
 * connection is kept unless `options.agent` keeps it. Rejects with Node's own error.
 */
export function send(
	simulator: Simulator,
	method: string,
	path: string,
	{ body, ...options }: SendOptions = {},
): Promise<Received> {
	return new Promise((resolve, reject) => {
		const request = https.request(
			`${simulator.url}${BASE_PATH}${path}`,
			{ method, ca: simulator.ca, agent: false, ...options },
			(response) => {
				const chunks: Buffer[] = [];
				response.on('data', (chunk: Buffer) => chunks.push(chunk));
				response.on('error', reject);
				response.on('end', () => {
					const text = Buffer.concat(chunks).toString('utf8');
					const { statusCode: status = 0, headers } = response;
					resolve({ status, headers, text, reply: parseFields(text) ?? {} });
				});
			},
		);
		request.on('error', reject);
		request.end(body);
	});
}

/** Sets call data the way the document's example does; `fields` join or replace the body's. */
export function setCallData(
	simulator: Simulator,
	{ agentId, guid, callId }: Caller,
	fields: Fields,
	options: SendOptions = {},
): Promise<Received> {
	return send(simulator, 'PUT', `/calldata/${agentId}/setcalldataex`, {
		body: JSON.stringify({ callid: callId, ...fields }),
		...options,
		headers: { 'Content-Type': 'application/json; charset=UTF-8', Guid: guid, ...options.headers },
	});
}
