import pRetry from 'p-retry';
import type { Connection } from './connection';
import {
	type GatewayRequest,
	type JsonObject,
	parseReply,
	RETCODE,
	type Session,
} from './contract';
import { type Failure, GatewayError } from './failure';
import { redactor } from './redact';
import { type Limits, send } from './transport';

/** How hard a request is tried. */
export interface Effort extends Limits {
	/** Attempts after the first; 0 for none. */
	readonly maxRetries: number;
}

/** What came of a request that the gateway carried out. */
export interface Delivery {
	readonly reply: JsonObject;
	/** How often it was sent. */
	readonly attempts: number;
}

const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 10_000;

/**
 * Sends one request until the gateway has carried it out, or refuses it. Repeats only what is safe
 * and useful: setting call data twice leaves the same data.
 * @throws GatewayError with the last attempt's failure, free of what was sent; the reason of
 * `effort.signal` once that aborts
 */
export async function deliver(
	connection: Connection,
	session: Session,
	request: GatewayRequest,
	effort: Effort,
): Promise<Delivery> {
	const redact = redactor([...request.secrets(), session.guid, session.cookie]);
	let attempts = 0;
	const attempt = async (): Promise<JsonObject> => {
		attempts++;
		const { status, body } = await send(connection, session, request, effort);
		if (status === 200) return parseReply(body, redact);
		throw new GatewayError({ kind: 'http', status, excerpt: redact.excerpt(body) });
	};
	try {
		const reply = await pRetry(attempt, {
			retries: effort.maxRetries,
			minTimeout: RETRY_FIRST_MS,
			maxTimeout: RETRY_LONGEST_MS,
			randomize: true,
			...(effort.signal && { signal: effort.signal }),
			shouldRetry: ({ error }) => error instanceof GatewayError && isWorthRetrying(error.failure),
		});
		return { reply, attempts };
	} catch (error) {
		if (error instanceof GatewayError) error.attempts = attempts;
		throw error;
	}
}

function isWorthRetrying(failure: Failure): boolean {
	switch (failure.kind) {
		case 'timeout':
			return true;
		case 'unreachable':
			return ['refused', 'reset', 'noAnswer', 'nameNotReady'].includes(failure.reason);
		case 'http':
			return [502, 503, 504].includes(failure.status);
		case 'refused':
			return failure.retcode === RETCODE.switchingOver;
		default:
			return false;
	}
}
