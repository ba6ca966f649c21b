/** How long work may go on in one stretch before others get their turn. */
const STRETCH_MS = 20;

/**
 * Makes a function that lets everything else in the process go on once a stretch of work has lasted
 * for 20 ms. To be awaited between two pieces of work.
 */
export function breaks(): () => Promise<void> {
	let sinceMs = performance.now();
	return async () => {
		if (performance.now() - sinceMs < STRETCH_MS) return;
		await new Promise(setImmediate);
		sinceMs = performance.now();
	};
}
