import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 5;
const LONGEST_MS = 10_000;

/** Waits until something reads as expected; gives what it read last. */
export async function eventually<T>(read: () => T, expected: T): Promise<T> {
	const end = performance.now() + LONGEST_MS;
	while (read() !== expected && performance.now() < end) await sleep(PAUSE_MS);
	return read();
}
