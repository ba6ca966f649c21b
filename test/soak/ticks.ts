import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Keeps a steady pace until a time is over; behind time, it catches up.
 * @returns the time since its start, in ms, at each beat
 */
export async function* ticks(everyMs: number, durationMs: number): AsyncGenerator<number> {
	const startedMs = performance.now();
	for (let turn = 0; ; turn++) {
		await sleep(Math.max(0, startedMs + turn * everyMs - performance.now()));
		const atMs = performance.now() - startedMs;
		if (atMs >= durationMs) return;
		yield atMs;
	}
}
