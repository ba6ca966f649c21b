import { once, setMaxListeners } from 'node:events';
import { ClientRequest } from 'node:http';
import axios, { isAxiosError } from 'axios';
import { lookUpValidTo } from './certificate';
import type { Connection } from './connection';
import { CONTENT_TYPE, type GatewayRequest, type Session } from './contract';
import { checkEgress, type EgressFilter, guardedLookup } from './egress';
import { GatewayError } from './failure';
import { failureOf } from './networkFault';
import { poolFor, wayTo } from './pool';

/** What bounds one exchange. */
export interface Limits {
	/** From the first byte sent to the last byte read. */
	readonly timeoutMs: number;
	/** Aborts the exchange when the execution is cancelled. */
	readonly signal: AbortSignal | undefined;
	readonly egress: EgressFilter | undefined;
}

/** An answer over HTTP, of any status. */
export interface Answer {
	readonly status: number;
	readonly body: string;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/** Nothing of axios's own: our pool, no redirects, the body as it is, every status is an answer. */
const client = axios.create({
	proxy: false,
	maxRedirects: 0,
	maxContentLength: MAX_ANSWER_BYTES,
	responseType: 'stream',
	transformRequest: (body: unknown) => body,
	transformResponse: (body: unknown) => body,
	validateStatus: () => true,
});

/**
 * Sends one request and reads its answer. A kept-alive connection that the gateway had closed
 * meanwhile is replaced at once.
 * @throws GatewayError when there is no whole answer; the reason of `limits.signal` once that aborts
 */
export async function send(
	connection: Connection,
	session: Session,
	request: GatewayRequest,
	limits: Limits,
): Promise<Answer> {
	const deadline = new AbortController();
	const abort = (): void => {
		deadline.abort();
	};
	const timer = setTimeout(abort, limits.timeoutMs);
	if (limits.signal) listenTo(limits.signal, abort);
	try {
		limits.signal?.throwIfAborted();
		await Promise.race([checkEgress(connection, limits.egress), once(deadline.signal, 'abort')]);
		return await exchange(connection, session, request, deadline.signal, limits.egress);
	} catch (error) {
		limits.signal?.throwIfAborted();
		if (!deadline.signal.aborted) throw await toGatewayError(error, connection);
		const { timeoutMs } = limits;
		throw new GatewayError({ kind: 'timeout', origin: wayTo(connection), timeoutMs });
	} finally {
		clearTimeout(timer);
		limits.signal?.removeEventListener('abort', abort);
	}
}

/** All requests under way listen to the one signal of the execution; Node.js warns of more than ten. */
function listenTo(signal: AbortSignal, abort: () => void): void {
	setMaxListeners(0, signal);
	signal.addEventListener('abort', abort);
}

async function exchange(
	connection: Connection,
	session: Session,
	request: GatewayRequest,
	signal: AbortSignal,
	egress: EgressFilter | undefined,
): Promise<Answer> {
	for (;;) {
		try {
			const { status, headers, data } = await client.request<AsyncIterable<Buffer>>({
				method: request.method,
				url: connection.origin + request.path,
				data: request.body,
				headers: headersOf(session),
				httpsAgent: poolFor(connection),
				signal,
				...(egress && { lookup: guardedLookup(egress) }),
			});
			const body = decode(await readBody(data), String(headers['content-type']));
			// What comes behind the answer is read now, lest it pass for the next one.
			await new Promise(setImmediate);
			return { status, body };
		} catch (error) {
			if (!wasClosedWhileIdle(error)) throw error;
		}
	}
}

/** As a stream, which joins what has come in: axios by itself keeps each chunk, be it of one byte. */
async function readBody(stream: AsyncIterable<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const part of stream) parts.push(part);
	return Buffer.concat(parts);
}

/** `false` keeps axios from adding headers of its own. */
function headersOf({ guid, cookie }: Session): Record<string, string | false> {
	return {
		Accept: 'application/json',
		'Accept-Encoding': false,
		'Content-Type': CONTENT_TYPE,
		'User-Agent': false,
		Guid: guid,
		...(cookie !== '' && { Cookie: cookie }),
	};
}

/** Some gateways answer in another charset than UTF-8, such as GBK. */
function decode(body: Buffer, contentType: string): string {
	const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1] ?? 'utf-8';
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return body.toString('utf8');
	}
}

function wasClosedWhileIdle(error: unknown): boolean {
	return (
		isAxiosError(error) &&
		error.response === undefined &&
		(error.code === 'ECONNRESET' || error.code === 'EPIPE') &&
		error.request instanceof ClientRequest &&
		error.request.reusedSocket
	);
}

/** What axios throws holds the request's body and headers, so nothing of it goes on but its code. */
async function toGatewayError(error: unknown, connection: Connection): Promise<Error> {
	if (error instanceof GatewayError) return error;
	const failure = failureOf(error, wayTo(connection));
	const isExpired = failure.kind === 'untrusted' && failure.reason === 'expired';
	const validTo = isExpired ? await lookUpValidTo(connection) : undefined;
	return new GatewayError({ ...failure, ...(validTo !== undefined && { validTo }) });
}
