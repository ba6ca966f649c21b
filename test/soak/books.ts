import { isDeepStrictEqual } from 'node:util';
import { at } from '../n8n/json';
import type { Answer } from '../n8n/webhookWorkflow';
import type { SeenRequest } from '../simulator';

/** As much as a customer's record in a CRM. */
const CALL_DATA_BYTES = 500;
const FILLER = 'gold customer, open ticket 4711, wants a refund of 39 euros; ';
const SUCCESS = { result: {}, message: 'success', retcode: '0' };

/** What became of a value: written, reported as failed with a reason, or neither as it should be. */
export type Outcome = 'written' | 'reported' | 'wrong';

/** What was sent and what came of it. */
export class Books {
	sent = 0;
	readonly outcomes: Record<Outcome, number> = { written: 0, reported: 0, wrong: 0 };
	/** Requests that reached the gateway: values, and repeats of them. */
	requests = 0;
	/** How many requests met each kind of fault. */
	readonly faults = new Map<string, number>();
	/** Calls of customers whose books were closed. */
	calls = 0;
	/** Everything that was not as it should be. */
	readonly problems: string[] = [];
	/** Webhooks that wait for their answer at this moment. */
	underWay = 0;
	/** The most of them at a time. */
	mostUnderWay = 0;

	/** Notes that a value is sent. */
	begin(): void {
		this.sent++;
		this.underWay++;
		this.mostUnderWay = Math.max(this.mostUnderWay, this.underWay);
	}

	/** Notes what came of a value: n8n's answer, or what it failed with, and the gateway's part. */
	end(answer: Answer | Error, requests: readonly SeenRequest[]): Outcome {
		this.underWay--;
		this.requests += requests.length;
		for (const { fault, status } of requests) {
			if (fault === undefined) continue;
			const kind = fault === 'status' ? `status ${status ?? ''}` : fault;
			this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
		}
		const outcome = outcomeOf(answer, requests);
		this.outcomes[outcome]++;
		if (outcome === 'wrong') this.problems.push(`An answer is wrong: ${describe(answer)}`);
		return outcome;
	}

	/** Compares a call that is over with what the gateway has stored for it, oldest first. */
	close(call: CallBook, history: readonly string[]): void {
		this.calls++;
		if (call.balances(history)) return;
		this.problems.push(`The books of call ${call.callId} do not balance`);
	}
}

/** What one call of an agent has to hold. */
export class CallBook {
	/** How many values were made for it. */
	values = 0;
	private readonly written: string[] = [];
	private readonly reported = new Set<string>();

	constructor(readonly callId: string) {}

	/** Makes the call's next value, which is like no other. */
	nextValue(): string {
		this.values++;
		return `Jane Doe, note ${this.values} of call ${this.callId}; `.padEnd(CALL_DATA_BYTES, FILLER);
	}

	/** Notes what came of a value; one that came out wrong is missing from now on. */
	enter(value: string, outcome: Outcome): void {
		if (outcome === 'written') this.written.push(value);
		if (outcome === 'reported') this.reported.add(value);
	}

	/**
	 * Whether the gateway has stored, in their order, exactly the values that were written, and besides
	 * only some that were reported: nobody can tell of those. A repeat stores the same value again.
	 */
	balances(history: readonly string[]): boolean {
		const stored = history.filter(
			(value, index) => value !== history[index - 1] && !this.reported.has(value),
		);
		return isDeepStrictEqual(stored, this.written);
	}
}

/** A failure is as it should be when a fault was planned for the last try. */
function outcomeOf(answer: Answer | Error, requests: readonly SeenRequest[]): Outcome {
	if (answer instanceof Error || answer.status !== 200) return 'wrong';
	if (isDeepStrictEqual(answer.body, SUCCESS)) return 'written';
	const hasReason = typeof at(answer.body, 'error', 'message') === 'string';
	return hasReason && requests.at(-1)?.fault !== undefined ? 'reported' : 'wrong';
}

function describe(answer: Answer | Error): string {
	return answer instanceof Error ? String(answer) : JSON.stringify(answer);
}
