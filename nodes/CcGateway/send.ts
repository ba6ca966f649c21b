import { setMaxListeners } from 'node:events';
import type { IExecuteFunctions } from 'n8n-workflow';
import { giveWay } from './breaks';
import type { Job } from './fields/items';
import { isGuidRefused, RETCODE } from './gateway/contract';
import { deliver, type Delivery, type Effort } from './gateway/deliver';
import { type Failure, GatewayError, gatewayErrorOnly } from './gateway/failure';
import { Lanes, type Place } from './lanes';
import { Slots } from './slots';
import type { Outcome } from './standing';
import { joinWrites, lanesOf, waitForTurn } from './writes';

/** Older versions of n8n have no egress policy. */
type EgressHelpers = Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;

/** The items of one execution on their way. */
export class Sending {
	readonly #order = new Lanes();
	readonly #slots: Slots;
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
		this.#slots = new Slots(atOnce);
		const helpers: EgressHelpers = context.helpers;
		const cancel = context.getExecutionCancelSignal();
		this.#ways = { cancel, halt: this.#halting.signal, egress: helpers.getSecureEgressFilter?.() };
		// All items that wait listen to it; Node.js warns of more than ten.
		setMaxListeners(0, this.#halting.signal);
		cancel?.addEventListener('abort', () => {
			this.#halting.abort();
		});
		if (cancel?.aborted === true) this.#halting.abort();
	}

	/** Index of the item that failed before any other did. */
	get firstFailed(): number | undefined {
		return this.#firstFailed;
	}

	/**
	 * Sends an item when those before it in its lanes are done: of this execution, then of the others.
	 * While it waits for others it holds no slot.
	 * @returns undefined when it was not begun, because the execution was cancelled, or because an item
	 * has failed and On Error does not say to continue
	 */
	async send(job: Job): Promise<Outcome> {
		const place = this.#order.join(lanesOf(job));
		await place.turn;
		await this.#slots.take();
		try {
			await giveWay();
			if (this.#isHalted) return undefined;
			const refusal = this.#refusals.get(sessionKey(job));
			const outcome = refusal ? new GatewayError(refusal) : await this.#sendInTurn(job);
			if (outcome instanceof GatewayError) this.#note(job, outcome);
			return outcome;
		} catch (error) {
			if (this.#ways.cancel?.aborted === true) return undefined;
			this.#note(job, error);
			throw error;
		} finally {
			this.#slots.give();
			place.leave();
		}
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

	async #sendInTurn(job: Job): Promise<Outcome> {
		const place = joinWrites(job);
		try {
			if (!place.isFirst) await this.#waitWithoutSlot(place, job);
			return this.#isHalted ? undefined : await this.#deliver(job);
		} catch (error) {
			return gatewayErrorOnly(error);
		} finally {
			place.leave();
		}
	}

	async #waitWithoutSlot(place: Place, { options }: Job): Promise<void> {
		this.#slots.give();
		try {
			await waitForTurn(place, options.timeoutMs, this.#halting.signal);
		} finally {
			await this.#slots.take(true);
		}
	}

	async #deliver({ connection, session, task, options }: Job): Promise<Delivery | GatewayError> {
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

/** A refused Guid is not tried again with the same cookie; another one, of a later item, is. */
function sessionKey({ connection, agentId, session: { guid, cookie } }: Job): string {
	return JSON.stringify([connection.origin, agentId, guid, cookie]);
}
