import { request as requestOverHttps } from 'node:https';
import { Axios, type AxiosAdapter } from 'axios';
import type { ConnectOptions, GatewayAgent } from './agent';
import { type Answer, readAnswer } from './answer';
import { WireError } from './wireError';

/** One HTTP request. */
export interface WireRequest {
	readonly method: 'GET' | 'PUT';
	/** Path and query, from the server's root. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body?: Buffer;
	/** Connections that have been idle for longer are not used: 0 asks for a fresh one. */
	readonly maxIdleMs: number;
}

/** How a request gets to its server. */
export interface Way extends ConnectOptions {
	readonly agent: GatewayAgent;
	/**
	 * Called when the request has a connection.
	 * @param isReused whether it was idle before
	 * @param isClosed whether it is closed already, so that nothing is sent
	 */
	readonly onConnected: (isReused: boolean, isClosed: boolean) => void;
}

/** Without axios's defaults: the body as it is, every status is an answer, and nothing to merge. */
const client = new Axios({});

/** Sends a request and reads its answer. */
export async function exchangeOver(
	way: Way,
	origin: string,
	{ method, path, headers, body, maxIdleMs }: WireRequest,
): Promise<Answer> {
	// The headers, too, go past axios, which would take its time to merge them with its own.
	const adapter = adapterFor({ ...way, method, path, headers }, maxIdleMs);
	const { data } = await client.request<Answer>({
		method,
		url: origin + path,
		data: body,
		adapter,
	});
	return data;
}

/** Takes the place of axios's adapter, which hides whether a request was sent. */
function adapterFor(way: Way, maxIdleMs: number): AxiosAdapter {
	return async (config) => {
		const answer = await new Promise<Answer>((resolve, reject) => {
			way.agent.closeIdle(maxIdleMs);
			const request = requestOverHttps(way);
			const end = (whole: Answer): void => {
				// What was not sent whole cannot have been carried out: a success waits for its end.
				if (request.writableFinished) resolve(whole);
				else if (whole.status === 200) {
					request.once('finish', () => {
						resolve(whole);
					});
				} else {
					request.destroy();
					resolve(whole);
				}
			};
			way.abandonment.onAbandon(() => {
				request.destroy();
				// Node.js is silent about a request that has lost its connection already.
				reject(new Error('Abandoned'));
			});
			request
				.on('socket', (socket) => {
					way.onConnected(request.reusedSocket, socket.destroyed);
				})
				.on('response', (response) => {
					readAnswer(response).then(end, reject);
				})
				.on('upgrade', (_response, socket) => {
					socket.destroy();
					reject(new WireError({ kind: 'answer', what: 'notHttp' }, true));
				})
				.on('error', reject)
				.end(config.data);
		});
		return { data: answer, status: answer.status, statusText: '', headers: {}, config };
	};
}
