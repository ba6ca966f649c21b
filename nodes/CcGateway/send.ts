import { setMaxListeners } from 'node:events';
import type { IExecuteFunctions } from 'n8n-workflow';
import pLimit, { type LimitFunction } from 'p-limit';
import type { Job } from './fields/items';
import { isGuidRefused, RETCODE } from './gateway/contract';
import { deliver, type Effort } from './gateway/deliver';
import { type Failure, GatewayError, gatewayErrorOnly } from './gateway/failure';
import { Lanes, type Place } from './lanes';
import type { Outcome } from './standing';
import { giveWay } from './wire/breaks';
import { joinWrites, lanesOf, waitForTurn } from './writes';

/** Older versions of n8n have no egress policy. */
type EgressHelpers = Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;

/** The items of one execution on their way. */
export class Sending {
	readonly #order = new Lanes();
	readonly #slots: LimitFunction;
	readonly #halt = (): void => {
		this.#halting.abort();
	};
	readonly #halting = new AbortController();
	/** By session, why its Guid was refused. */
	readonly #refusals = new Map<string, Failure>();
	readonly #ways: Pick<Effort, 'cancel' | 'halt' | 'egress'>;
	#firstFailed: number | undefined;

	/** @param atOnce how many items are sent side by side */
	constructor(
		private readonly context: IExecuteFunctions,
		atOnce: number,
	) {
		this.#slots = pLimit(atOnce);
		const helpers: EgressHelpers = context.helpers;
		const cancel = context.getExecutionCancelSignal();
		this.#ways = { cancel, halt: this.#halting.signal, egress: helpers.getSecureEgressFilter?.() };
		// All items that wait listen to it; Node.js warns of more than ten.
		setMaxListeners(0, this.#halting.signal);
		cancel?.addEventListener('abort', this.#halt);
		if (cancel?.aborted === true) this.#halt();
	}

	/** Index of the item that failed before any other did. */
	get firstFailed(): number | undefined {
		return this.#firstFailed;
	}

	/**
	 * Sends an item when those before it in its lanes are done: of this execution, then of the others.
	 * While it waits for others it holds no slot, and when its turn has come it waits for none: a lane
	 * that others wait for must not lie idle.
	 * @returns undefined when it was not begun, because the execution was cancelled, or because an item
	 * has failed and On Error does not say to continue
	 */
	async send(job: Job): Promise<Outcome> {
		const inOrder = this.#order.join(lanesOf(job));
		await inOrder.turn;
		try {
			const begun = await this.#slots(async () => await this.#begin(job));
			const outcome = begun instanceof Waiting ? await this.#goOn(job, begun.place) : begun;
			if (outcome instanceof GatewayError) this.#note(job, outcome);
			return outcome;
		} catch (error) {
			if (this.#ways.cancel?.aborted === true) return undefined;
			this.#note(job, error);
			throw error;
		} finally {
			inOrder.leave();
		}
	}

	/** To be called when all items are done: the signal of the execution outlives them. */
	end(): void {
		this.#ways.cancel?.removeEventListener('abort', this.#halt);
	}

	get #isHalted(): boolean {
		return this.#halting.signal.aborted;
	}

	#note(job: Job, error: unknown): void {
		this.#firstFailed ??= job.index;
		const failure = error instanceof GatewayError ? error.failure : undefined;
		if (failure?.kind === 'refused' && isGuidRefused(failure.retcode)) {
			this.#refusals.set(sessionKey(job), failure);
		}
		if (!this.context.continueOnFail()) this.#halting.abort();
	}

	async #begin(job: Job): Promise<Outcome | Waiting> {
		await giveWay();
		if (this.#isHalted) return undefined;
		const refusal = this.#refusals.get(sessionKey(job));
		if (refusal) return new GatewayError(refusal);
		const place = joinWrites(job);
		return place.isFirst ? await this.#deliver(job, place) : new Waiting(place);
	}

	async #goOn(job: Job, place: Place): Promise<Outcome> {
		try {
			await waitForTurn(place, job.options.timeoutMs, this.#halting.signal);
		} catch (error) {
			place.leave();
			return gatewayErrorOnly(error);
		}
		return await this.#deliver(job, place);
	}

	async #deliver(job: Job, place: Place): Promise<Outcome> {
		try {
			return this.#isHalted ? undefined : await this.#deliverNow(job);
		} finally {
			place.leave();
		}
	}

	async #deliverNow({ connection, session, task, options }: Job): Promise<Outcome> {
		const { request } = task;
		const startMs = performance.now();
		const effort = { ...options, ...this.#ways };
		const outcome = await deliver(connection, session, request, effort).catch(gatewayErrorOnly);
		this.context.logger.debug(request.logName, {
			...request.logFacts,
			outcome: outcome instanceof GatewayError ? outcome.code : RETCODE.success,
			attempts: outcome.attempts,
			milliseconds: Math.round(performance.now() - startMs),
		});
		return outcome;
	}
}

/** An item that waits for the writes of other executions. */
class Waiting {
	constructor(readonly place: Place) {}
}

/** A refused Guid is not tried again with the same cookie; another one, of a later item, is. */
function sessionKey({ connection, agentId, session: { guid, cookie } }: Job): string {
	return JSON.stringify([connection.origin, agentId, guid, cookie]);
}
