/** How long the node's work may go on in one stretch before others get their turn. */
const STRETCH_MS = 20;

let sinceMs = performance.now();
let pause: Promise<void> | undefined;

/**
 * Lets everything else in the process go on once a stretch of work has lasted for 20 ms. To be awaited
 * between two pieces of work. All executions share one pause: after pauses of their own they would go
 * on one right after the other.
 */
export async function giveWay(): Promise<void> {
	if (performance.now() - sinceMs < STRETCH_MS) return;
	pause ??= new Promise<void>((resolve) => {
		setImmediate(() => {
			pause = undefined;
			sinceMs = performance.now();
			resolve();
		});
	});
	await pause;
}

/** Lets Node.js look at I/O once: it does so between two calls of setImmediate, and not before one. */
export async function lookAtIo(): Promise<void> {
	await new Promise(setImmediate);
	await new Promise(setImmediate);
}
