import { setTimeout as delay } from 'node:timers/promises';
import { at } from './json';

/** What a sender is to deliver, and how. */
export interface SenderOptions {
	/** The address of the webhook. */
	readonly url: string;
	/** The payloads of each call, in their order. */
	readonly calls: readonly (readonly unknown[])[];
	/** How many calls have a payload under way at the same time. */
	readonly atOnce: number;
	/** How long an answer is waited for. */
	readonly timeoutMs: number;
	/** Told after each confirmation how many there are; that call goes on when it is done. */
	readonly onConfirmed: (count: number) => Promise<void>;
}

/** What it took to have every payload confirmed. */
export interface Delivery {
	readonly confirmed: number;
	/** How often a payload had to be sent again, by what came instead of a confirmation. */
	readonly repeats: Readonly<Record<string, number>>;
	/** The longest that the sender waited for an answer, whatever it was. */
	readonly longestWaitMs: number;
}

const triesPerPayload = 10;
const pauseBeforeRepeatMs = 1_000;

/**
 * Delivers as docs/queue-mode.md asks of a sender: it repeats what was not answered with HTTP 200
 * and retcode "0", and sends the next payload of a call when the one before is confirmed.
 */
export async function sendPersistently(options: SenderOptions): Promise<Delivery> {
	const { url, calls, atOnce, timeoutMs, onConfirmed } = options;
	const waiting = calls.map((payloads) => [...payloads]);
	const repeats: Record<string, number> = {};
	let confirmed = 0;
	let longestWaitMs = 0;

	async function deliver(payload: unknown): Promise<void> {
		for (let tried = 1; ; tried += 1) {
			const started = Date.now();
			const instead = await send(url, payload, timeoutMs);
			longestWaitMs = Math.max(longestWaitMs, Date.now() - started);
			if (instead === undefined) return;
			if (tried === triesPerPayload) throw new Error(`Not confirmed: ${instead}`);
			repeats[instead] = (repeats[instead] ?? 0) + 1;
			await delay(pauseBeforeRepeatMs);
		}
	}

	async function sendInTurn(): Promise<void> {
		for (let call = waiting.shift(); call !== undefined; call = waiting.shift()) {
			await deliver(call.shift());
			confirmed += 1;
			await onConfirmed(confirmed);
			if (call.length > 0) waiting.push(call);
		}
	}

	await Promise.all(Array.from({ length: atOnce }, sendInTurn));
	return { confirmed, repeats, longestWaitMs };
}

/** Undefined when the gateway has confirmed; else what came instead. */
async function send(url: string, payload: unknown, timeoutMs: number): Promise<string | undefined> {
	try {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(payload),
			signal: AbortSignal.timeout(timeoutMs),
		});
		const retcode = at(await response.json(), 'retcode');
		if (response.status === 200 && retcode === '0') return undefined;
		return `HTTP ${response.status}`;
	} catch (reason) {
		const name = at(reason, 'name');
		return typeof name === 'string' ? name : String(reason);
	}
}
