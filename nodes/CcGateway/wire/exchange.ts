import { setMaxListeners } from 'node:events';
import { request as requestOverHttps } from 'node:https';
import axios, { type AxiosAdapter } from 'axios';
import type { ConnectOptions } from './agent';
import { type Answer, readAnswer } from './answer';
import type { Connection } from './connection';
import { checkEgress, type EgressFilter, guardedLookup } from './egress';
import { type Pool, poolFor, proxyOf } from './pool';
import { wireErrorOf } from './translate';
import { type Phase, WireError } from './wireError';

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

/** What bounds one exchange. */
export interface Limits {
	/** From the call to the last byte read. */
	readonly timeoutMs: number;
	/** Aborts the exchange when the execution is cancelled. */
	readonly cancel: AbortSignal | undefined;
	readonly egress: EgressFilter | undefined;
}

/** How far an exchange has come. */
interface Attempt {
	phase: Phase;
	isReused: boolean;
	readonly abandoned: AbortSignal;
}

/** Nothing of axios's own: the body as it is, and every status is an answer. */
const client = axios.create({
	transformRequest: (body: unknown) => body,
	transformResponse: (body: unknown) => body,
	validateStatus: () => true,
});

/**
 * Sends one request, once, and reads its answer. Redirects are answers.
 * @throws WireError when there is no whole answer; the reason of `limits.cancel` once that aborts
 */
export async function send(
	connection: Connection,
	request: WireRequest,
	{ timeoutMs, cancel, egress }: Limits,
): Promise<Answer> {
	const end = new AbortController();
	const attempt: Attempt = { phase: 'waiting', isReused: false, abandoned: end.signal };
	const abandon = (): void => {
		end.abort();
	};
	// After a block of the event loop the answer may be there already: I/O is looked at once more.
	const timer = setTimeout(() => setImmediate(abandon), timeoutMs);
	if (cancel) listenTo(cancel, abandon);
	try {
		cancel?.throwIfAborted();
		if (egress) await untilAborted(checkEgress(connection, egress), end.signal);
		const pool = poolFor(connection);
		return await pool.run(end.signal, () => exchange(pool, connection, request, attempt, egress));
	} catch (error) {
		cancel?.throwIfAborted();
		const { phase, isReused } = attempt;
		const { origin } = connection;
		if (end.signal.aborted) {
			throw new WireError({ kind: 'timeout', origin, timeoutMs, phase }, phase === 'sent');
		}
		throw wireErrorOf(error, { origin, proxy: proxyOf(connection), phase, isReused });
	} finally {
		clearTimeout(timer);
		cancel?.removeEventListener('abort', abandon);
	}
}

/** All requests under way listen to the one signal of the execution; Node.js warns of more than ten. */
function listenTo(signal: AbortSignal, abort: () => void): void {
	setMaxListeners(0, signal);
	signal.addEventListener('abort', abort);
}

async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		work.then(resolve, reject);
		signal.addEventListener('abort', () => {
			reject(new Error('Abandoned'));
		});
	});
}

async function exchange(
	pool: Pool,
	connection: Connection,
	request: WireRequest,
	attempt: Attempt,
	egress: EgressFilter | undefined,
): Promise<Answer> {
	const { path, headers, method, maxIdleMs, body } = request;
	pool.agent.closeIdle(maxIdleMs);
	const options: ConnectOptions = {
		method,
		host: connection.host,
		port: connection.port,
		path,
		agent: pool.agent,
		signal: attempt.abandoned,
		abandoned: attempt.abandoned,
		...(egress && { lookup: guardedLookup(egress) }),
	};
	const { data } = await client.request<Answer>({
		method,
		url: connection.origin + path,
		headers,
		data: body,
		adapter: adapterFor(options, attempt),
	});
	// What comes behind the answer is read now, or it would pass for the next one.
	await new Promise(setImmediate);
	return data;
}

/** Takes the place of axios's adapter, which hides whether a request was sent. */
function adapterFor(options: ConnectOptions, attempt: Attempt): AxiosAdapter {
	return async (config) => {
		const answer = await new Promise<Answer>((resolve, reject) => {
			attempt.phase = 'connecting';
			const headers = config.headers.toJSON();
			const request = requestOverHttps({ ...options, headers });
			request.on('socket', () => {
				attempt.phase = 'sent';
				attempt.isReused = request.reusedSocket;
			});
			request.on('error', reject).on('response', (response) => {
				readAnswer(response).then(resolve, reject);
			});
			request.end(config.data);
		});
		return { data: answer, status: answer.status, statusText: '', headers: {}, config };
	};
}
