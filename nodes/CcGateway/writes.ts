import { GatewayError } from './gateway/failure';
import { Lanes, type Place } from './lanes';
import type { Job } from './fields/items';

/** The writes of all executions of this process. */
const WRITES = new Lanes();

/**
 * Names the lanes of an item: two writes to one agent or one call of a gateway must not overtake each
 * other. Reads have none.
 */
export function lanesOf({ agentId, connection: { origin }, task }: Job): string[] {
	const { request, callId } = task;
	if (request.effect === 'read') return [];
	return [`${origin} agent ${agentId}`, ...(callId === '' ? [] : [`${origin} call ${callId}`])];
}

/** Joins the lanes of an item, among the writes of all executions of this process. */
export function joinWrites(job: Job): Place {
	return WRITES.join(lanesOf(job));
}

/**
 * Waits for a place's turn while other executions write.
 * @param halt ends the waiting
 * @throws GatewayError `busy` when it takes longer than allowed
 */
export async function waitForTurn(
	{ turn }: Place,
	timeoutMs: number,
	halt: AbortSignal,
): Promise<void> {
	let end = (): void => undefined;
	const waiting = new Promise<void>((resolve, reject) => {
		// After a block of the event loop the turn may have come: the others are looked at once more.
		const timer = setTimeout(() => {
			setImmediate(() => {
				reject(new GatewayError({ kind: 'busy', timeoutMs }));
			});
		}, timeoutMs);
		end = () => {
			clearTimeout(timer);
			resolve();
		};
		halt.addEventListener('abort', end);
		if (halt.aborted) end();
		turn.then(end, reject);
	});
	try {
		await waiting;
	} finally {
		halt.removeEventListener('abort', end);
	}
}
