import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, HttpRefusal, htmlAnswer, jsonAnswer, Refusal } from './answers';
import type { FaultPlan } from './faultPlan';
import type { Inquiry } from './interfaces';
import { handle, matchRequest } from './routes';
import type { Settings } from './settings';
import type { GatewayState } from './state';
import { describeRequest, logLine, type OpenRequest, type Traffic } from './traffic';
import { play, send } from './wireFaults';

const MAX_BODY_BYTES = 1_048_576;

/** What a server works on; all of it outlives a restart. */
export interface Gateway {
	readonly settings: Settings;
	readonly state: GatewayState;
	readonly faults: FaultPlan;
	readonly traffic: Traffic;
}

/** One request on the wire. */
export interface Incoming {
	readonly request: IncomingMessage;
	readonly response: ServerResponse;
	readonly connection: 'new' | 'reused';
	/** Resets the TCP connection. */
	readonly reset: () => void;
	/** Aborted when the simulator stops. */
	readonly stopped: AbortSignal;
}

/**
 * Reads a request, notes it, and answers it as the interfaces and the planned fault say. Rejects when
 * the client leaves before its request is complete, or the simulator stops meanwhile.
 */
export async function answerRequest(gateway: Gateway, incoming: Incoming): Promise<void> {
	const { settings, faults, traffic } = gateway;
	const { request, response, connection, reset, stopped } = incoming;
	const startedMs = performance.now();
	const body = await readBody(request);
	if (body === undefined) {
		send(response, htmlAnswer(413, 'HTTP 413'));
		return;
	}
	const seen = describeRequest(request, body, settings.now(), connection);
	const fault = faults.next(seen);
	seen.fault = fault?.kind;
	traffic.add(seen);
	settings.onRequest(seen);

	const gone = new AbortController();
	response.once('close', () => {
		gone.abort();
		seen.status = response.headersSent ? response.statusCode : undefined;
		seen.durationMs = Math.round(performance.now() - startedMs);
		settings.log(logLine(seen));
	});
	await play(fault, {
		headers: seen.headers,
		body,
		response,
		reset,
		stopped,
		process: () => answer(gateway, seen, body, gone.signal),
	});
	seen.isAnswered = response.headersSent;
}

async function answer(
	{ settings, state }: Gateway,
	seen: OpenRequest,
	body: Buffer,
	gone: AbortSignal,
): Promise<Answer> {
	try {
		const match = matchRequest(seen.path, seen.method);
		const inquiry: Inquiry = {
			agentId: match.agentId,
			callId: match.callId,
			guid: seen.headers.guid,
			cookie: seen.headers.cookie,
			query: new URLSearchParams(seen.query),
			header: (name) => seen.headers[name],
			body,
			state,
			settings,
			gone,
		};
		const { reply, headers, stored } = await handle(match, inquiry);
		seen.retcode = '0';
		seen.stored = stored && { callId: stored.callId, order: stored.order };
		return jsonAnswer(state.worded(reply), headers);
	} catch (refusal) {
		if (refusal instanceof HttpRefusal) {
			return htmlAnswer(refusal.status, refusal.message, refusal.headers);
		}
		if (!(refusal instanceof Refusal)) throw refusal;
		seen.retcode = refusal.retcode;
		return jsonAnswer({ message: refusal.message, retcode: refusal.retcode });
	}
}

/** The whole body; undefined when it is larger than any request of the gateway's. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		// Read to its end all the same: whoever stops reading resets the connection.
		if (length <= MAX_BODY_BYTES) chunks.push(chunk);
	}
	return length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : undefined;
}
