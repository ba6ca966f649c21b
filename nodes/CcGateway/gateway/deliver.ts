import { setTimeout as sleep } from 'node:timers/promises';
import pRetry from 'p-retry';
import type { Connection } from '../wire/connection';
import { type Limits, send } from '../wire/exchange';
import { WireError } from '../wire/wireError';
import { RETCODE } from './contract';
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
	const delivery = new Attempts(connection, session, request, effort);
	return await delivery.run();
}

class Attempts {
	#count = 0;
	#isInDoubt = false;
	#hasReplaced = false;
	#notBeforeMs = 0;
	#reply: JsonObject | undefined;
	#error: GatewayError | undefined;

	constructor(
		private readonly connection: Connection,
		private readonly session: Session,
		private readonly request: GatewayRequest,
		private readonly effort: Effort,
	) {}

	async run(): Promise<Delivery> {
		const { maxRetries, cancel, halt } = this.effort;
		try {
			await pRetry(() => this.#attempt(), {
				retries: maxRetries,
				minTimeout: RETRY_FIRST_MS,
				maxTimeout: RETRY_LONGEST_MS,
				randomize: true,
				...(halt && { signal: halt }),
				shouldRetry: ({ error }) => error instanceof GatewayError && this.#isWorthRetrying(error),
			});
		} catch (error) {
			cancel?.throwIfAborted();
			if (!(error instanceof GatewayError) && halt?.aborted !== true) throw error;
		}
		// Halted, it has ended with what the last attempt came to.
		if (this.#reply) return { reply: this.#reply, attempts: this.#count };
		const error = this.#error;
		if (error === undefined) throw new Error('No attempt was made');
		throw Object.assign(error, { attempts: this.#count, isInDoubt: this.#isInDoubt });
	}

	async #attempt(): Promise<void> {
		await this.#waitAsAsked();
		const { isRepeatable } = this.request;
		try {
			await this.#sendOnce(isRepeatable ? MAX_IDLE_MS.repeatable : MAX_IDLE_MS.once);
		} catch (error) {
			// The gateway had closed a connection that was kept open: once, a fresh one takes its place.
			const wasIdle = error instanceof WireError && error.wasIdle;
			const isWorth = wasIdle && (isRepeatable || !error.wasSent);
			if (!isWorth || this.#hasReplaced) throw this.#toGatewayError(error);
			this.#hasReplaced = true;
			this.#isInDoubt ||= error.wasSent;
			await this.#sendOnce(0).catch((second: unknown) => {
				throw this.#toGatewayError(second);
			});
		}
	}

	/** As Retry-After says; the wait before a retry counts. */
	async #waitAsAsked(): Promise<void> {
		const waitMs = this.#notBeforeMs - Date.now();
		const { halt } = this.effort;
		if (waitMs > 0) await sleep(waitMs, undefined, halt && { signal: halt });
	}

	async #sendOnce(maxIdleMs: number): Promise<void> {
		this.#count++;
		const { method, path, body } = this.request;
		const headers = headersOf(this.session);
		const wire = { method, path, headers, maxIdleMs, ...(body && { body }) };
		const answer = await send(this.connection, wire, this.effort);
		this.#reply = parseReply(answer, (text) => mayBeShown(text, this.request, this.session));
	}

	/** Errors that are neither ours nor the wire's pass. */
	#toGatewayError(error: unknown): unknown {
		if (error instanceof WireError) {
			this.#error = new GatewayError(error.failure);
			this.#isInDoubt ||= error.wasSent;
		} else if (error instanceof GatewayError) {
			this.#error = error;
			this.#isInDoubt ||= !isDenial(error.failure);
		} else return error;
		const { failure } = this.#error;
		if (failure.kind === 'http') this.#notBeforeMs = Date.now() + failure.retryAfterMs;
		return this.#error;
	}

	#isWorthRetrying({ failure }: GatewayError): boolean {
		return isPassing(failure) && (this.request.isRepeatable || !this.#isInDoubt);
	}
}

/** An answer by which the request was not carried out. */
function isDenial(failure: Failure): boolean {
	return (
		failure.kind === 'refused' ||
		(failure.kind === 'http' && failure.status >= 300 && failure.status < 500)
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
