import { giveWay } from '../wire/breaks';
import type { Connection } from '../wire/connection';
import { type Limits, send } from '../wire/exchange';
import { WireError } from '../wire/wireError';
import { isDocumented, RETCODE } from './contract';
import { mayBeShown } from './disclosure';
import { type Failure, GatewayError } from './failure';
import { type JsonObject, parseReply } from './reply';
import { type GatewayRequest, headersOf, type Session } from './request';

/** How hard a request is tried. */
export interface Effort extends Limits {
	/** Attempts after the first; 0 for none. */
	readonly maxRetries: number;
	/** Ends the waiting and the retries, but no attempt under way; `cancel` must abort it, too. */
	readonly halt: AbortSignal | undefined;
}

/** What came of a request that the gateway carried out. */
export interface Delivery {
	readonly reply: JsonObject;
	/** How often it was sent. */
	readonly attempts: number;
}

const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 10_000;

/** A gateway may be closing a connection that was idle for longer; what is lost then is in doubt. */
const MAX_IDLE_MS = { repeatable: Number.POSITIVE_INFINITY, once: 5000 } as const;

/**
 * Sends one request until the gateway has carried it out, or refuses it. A request that is not
 * repeatable is sent again only if it provably was not carried out.
 * @throws GatewayError with the last attempt's failure, and whether any attempt may have been
 * carried out; the reason of `effort.cancel` once that aborts
 */
export async function deliver(
	connection: Connection,
	session: Session,
	request: GatewayRequest,
	effort: Effort,
): Promise<Delivery> {
	const attempts = new Attempts(connection, session, request, effort);
	for (let retry = 0; ; retry++) {
		const outcome = await attempts.next();
		if (!(outcome instanceof GatewayError)) return { reply: outcome, attempts: attempts.count };
		const goesOn = retry < effort.maxRetries && attempts.mayRepeat(outcome.failure);
		if (goesOn && (await pause(waitBefore(retry, outcome.failure), effort.halt))) continue;
		effort.cancel?.throwIfAborted();
		const { count, isInDoubt } = attempts;
		throw Object.assign(outcome, { attempts: count, isInDoubt });
	}
}

class Attempts {
	/** How often the request was sent. */
	count = 0;
	/** Whether one of the attempts may have been carried out. */
	isInDoubt = false;
	#hasReplaced = false;

	constructor(
		private readonly connection: Connection,
		private readonly session: Session,
		private readonly request: GatewayRequest,
		private readonly effort: Effort,
	) {}

	async next(): Promise<JsonObject | GatewayError> {
		const { isRepeatable } = this.request;
		try {
			return await this.#sendOnce(isRepeatable ? MAX_IDLE_MS.repeatable : MAX_IDLE_MS.once);
		} catch (error) {
			// The gateway had closed a connection that was kept open: once, a fresh one takes its place.
			const wasIdle = error instanceof WireError && error.wasIdle;
			const isWorth = wasIdle && (isRepeatable || !error.wasSent);
			if (!isWorth || this.#hasReplaced) return this.#toGatewayError(error);
			this.#hasReplaced = true;
			this.isInDoubt ||= error.wasSent;
			return await this.#sendOnce(0).catch((second: unknown) => this.#toGatewayError(second));
		}
	}

	mayRepeat(failure: Failure): boolean {
		return isPassing(failure) && (this.request.isRepeatable || !this.isInDoubt);
	}

	async #sendOnce(maxIdleMs: number): Promise<JsonObject> {
		this.count++;
		const { method, path, body } = this.request;
		const headers = headersOf(this.session);
		const wire = { method, path, headers, maxIdleMs, ...(body && { body }) };
		const answer = await send(this.connection, wire, this.effort);
		await giveWay();
		return parseReply(answer, (text) => mayBeShown(text, this.request, this.session));
	}

	/** Errors that are neither ours nor the wire's are thrown on. */
	#toGatewayError(error: unknown): GatewayError {
		if (error instanceof WireError) {
			this.isInDoubt ||= error.wasSent;
			return new GatewayError(error.failure);
		}
		if (!(error instanceof GatewayError)) throw error;
		this.isInDoubt ||= !isDenial(error.failure);
		return error;
	}
}

/** Twice as long after each attempt, never the same for two items; longer if the server asks for it. */
function waitBefore(retry: number, failure: Failure): number {
	const backoffMs = RETRY_FIRST_MS * 2 ** retry * (1 + Math.random());
	const askedMs = failure.kind === 'http' ? failure.retryAfterMs : 0;
	return Math.max(Math.min(backoffMs, RETRY_LONGEST_MS), askedMs);
}

/** @returns false when it was halted */
async function pause(ms: number, halt: AbortSignal | undefined): Promise<boolean> {
	if (halt?.aborted === true) return false;
	return await new Promise((resolve) => {
		const end = (): void => {
			clearTimeout(timer);
			resolve(false);
		};
		const timer = setTimeout(() => {
			halt?.removeEventListener('abort', end);
			resolve(true);
		}, ms);
		halt?.addEventListener('abort', end);
	});
}

/** An answer by which the request was not carried out. Another retcode than the
 * documents have, and a redirect, say nothing. */
function isDenial(failure: Failure): boolean {
	return (
		(failure.kind === 'refused' && isDocumented(failure.retcode)) ||
		(failure.kind === 'http' && failure.status >= 400 && failure.status < 500)
	);
}

function isPassing(failure: Failure): boolean {
	switch (failure.kind) {
		case 'timeout':
			return true;
		case 'unreachable':
			return PASSING_FAULTS.includes(failure.reason);
		case 'proxy':
			return (
				(failure.fault.kind === 'unreachable' && PASSING_FAULTS.includes(failure.fault.reason)) ||
				(failure.fault.kind === 'status' && PASSING_STATUSES.includes(failure.fault.status))
			);
		case 'http':
			return PASSING_STATUSES.includes(failure.status) && failure.retryAfterMs <= RETRY_LONGEST_MS;
		case 'refused':
			return failure.retcode === RETCODE.switchingOver;
		default:
			return false;
	}
}

const PASSING_FAULTS: readonly string[] = ['refused', 'reset', 'noAnswer', 'nameNotReady'];

/** A load balancer answers them in place of the gateway. */
const PASSING_STATUSES: readonly number[] = [502, 503, 504];
