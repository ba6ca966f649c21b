import type { IncomingMessage } from 'node:http';
import type { SetValue } from './call';
import { parseFields } from './parse';
import { matchPath } from './routes';

const MAX_REQUESTS_KEPT = 10_000;
const MAX_LOGGED_PATH = 200;
const MAX_LOGGED_CALL_ID = 64;

/** A request that arrived, and what became of it. Kept in memory only: it holds secrets. */
export interface SeenRequest {
	readonly atMs: number;
	/** Method name as in the gateway's logs (`setCallAppDataEx`); undefined: no such interface. */
	readonly name: string | undefined;
	readonly method: string;
	/** As it was sent, without the query. */
	readonly path: string;
	/** What follows the question mark. */
	readonly query: string;
	readonly agentId: string | undefined;
	readonly callId: string | undefined;
	/** Bytes of the field `calldata` as it was sent; undefined without it. */
	readonly callDataLength: number | undefined;
	/** As they were written, in order. */
	readonly headerNames: readonly string[];
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
	/** Whether the request was the first on its connection. */
	readonly connection: 'new' | 'reused';
	/** Kind of the fault that it met. */
	readonly fault: string | undefined;
	/** HTTP status that was sent; undefined before, or when there was none. */
	readonly status: number | undefined;
	/** Retcode of the gateway itself, whatever a fault made of it; undefined if not processed. */
	readonly retcode: string | undefined;
	/** The call whose data it has set, and the place among all values; undefined if it set none. */
	readonly stored: Pick<SetValue, 'callId' | 'order'> | undefined;
	/** Whether the whole answer has been handed to the connection; the client may have it from then on. */
	readonly isAnswered: boolean;
	/** From arrival to the end of the answer; undefined while it is under way. */
	readonly durationMs: number | undefined;
}

/** A {@link SeenRequest} that is still under way. */
export type OpenRequest = { -readonly [K in keyof SeenRequest]: SeenRequest[K] };

/** Counters and the newest 10,000 requests. */
export class Traffic {
	readonly requests: OpenRequest[] = [];
	/** All requests, also those that are not kept any more. */
	requestCount = 0;
	connections = 0;
	handshakes = 0;
	resumedHandshakes = 0;
	failedHandshakes = 0;

	/** Adds a request. */
	add(request: OpenRequest): void {
		this.requestCount += 1;
		this.requests.push(request);
		if (this.requests.length > MAX_REQUESTS_KEPT) this.requests.shift();
	}

	/** Sets everything to zero. */
	clear(): void {
		this.requests.length = 0;
		this.requestCount = 0;
		this.connections = 0;
		this.handshakes = 0;
		this.resumedHandshakes = 0;
		this.failedHandshakes = 0;
	}
}

/** Describes a request as it arrived; what does not parse is left undefined. */
export function describeRequest(
	request: IncomingMessage,
	body: Buffer,
	atMs: number,
	connection: 'new' | 'reused',
): OpenRequest {
	const { method = '', url = '', headers, rawHeaders } = request;
	const [path = '', query = ''] = url.split(/\?(.*)/s);
	const matches = matchPath(path);
	const match = matches.find(({ found }) => found.method === method) ?? matches[0];
	const text = body.toString('utf8');
	const { callid, calldata } = parseFields(text) ?? {};
	const named = typeof callid === 'string' ? callid : new URLSearchParams(query).get('callId');
	return {
		atMs,
		name: match?.found.name,
		method,
		path,
		query,
		agentId: match?.agentId,
		callId: match?.callId || named || undefined,
		callDataLength: typeof calldata === 'string' ? Buffer.byteLength(calldata) : undefined,
		headerNames: rawHeaders.filter((_, index) => index % 2 === 0),
		headers: Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, [value].flat().join(', ')]),
		),
		body: text,
		connection,
		fault: undefined,
		status: undefined,
		retcode: undefined,
		stored: undefined,
		isAnswered: false,
		durationMs: undefined,
	};
}

/** The log line of a request that is over: no call data, no Guid, no cookie, no query. */
export function logLine(request: SeenRequest): string {
	const { name, method, path, agentId, callId, callDataLength, status, retcode, fault } = request;
	if (name === undefined)
		return `!!! ${status ?? '-'} NO SUCH INTERFACE: ${method} ${path.slice(0, MAX_LOGGED_PATH)}`;
	const details = {
		agent: agentId,
		callid: callId === undefined ? undefined : JSON.stringify(callId.slice(0, MAX_LOGGED_CALL_ID)),
		calldatalength: callDataLength,
		status: status ?? 'none',
		retcode,
		fault,
		ms: request.durationMs,
	};
	const shown = Object.entries(details).filter(([, value]) => value !== undefined);
	return `${name} ${method} ${shown.map(([key, value]) => `${key}=${String(value)}`).join(' ')}`;
}
