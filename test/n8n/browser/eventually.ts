import { setTimeout as delay } from 'node:timers/promises';

const withinMs = 30_000;
const againMs = 100;

/** Repeats an assertion until it holds; should it never hold, fails as it did last. */
export async function eventually(assertion: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + withinMs;
	for (;;) {
		try {
			await assertion();
			return;
		} catch (reason) {
			if (Date.now() > deadline) throw reason;
		}
		await delay(againMs);
	}
}
