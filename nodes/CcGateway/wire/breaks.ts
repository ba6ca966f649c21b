/** How long the node's work may go on in one stretch before others get their turn. */
const STRETCH_MS = 20;

let sinceMs = performance.now();
let last = Promise.resolve();

/**
 * Lets everything else in the process go on once a stretch of work has lasted for 20 ms. To be awaited
 * before each piece of work. All executions wait in one queue: after pauses of their own they would go
 * on one right after the other.
 */
export function giveWay(): Promise<void> {
	last = last.then(pauseIfDue);
	return last;
}

function pauseIfDue(): Promise<void> | undefined {
	if (performance.now() - sinceMs < STRETCH_MS) return undefined;
	return new Promise((resolve) => {
		setImmediate(() => {
			sinceMs = performance.now();
			resolve();
		});
	});
}

/** Lets Node.js look at I/O once: it does so between two calls of setImmediate, and not before one. */
export async function lookAtIo(): Promise<void> {
	await new Promise(setImmediate);
	await new Promise(setImmediate);
}
