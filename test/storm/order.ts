import type { Ledger } from './ledger';

/** Values that came after a newer one; repeats of the same value in a row are the node's retries. */
export function overtaken({ lanes, histories }: Ledger): string[] {
	return [...lanes].flatMap(([callId, lane]) => {
		const turns = new Map(lane.map(({ item }) => [item.value, item.turn]));
		let newest = 0;
		return (histories.get(callId) ?? []).flatMap((value) => {
			const turn = turns.get(value) ?? Number.NaN;
			const isInOrder = turn >= newest;
			newest = Math.max(newest, isInOrder ? turn : 0);
			return isInOrder ? [] : [`call ${callId}: item ${turn} of the call came after ${newest}`];
		});
	});
}

/**
 * Calls that do not hold the newest value that was set: that of the last item that was written, or of a
 * later one whose answer was lost.
 */
export function wrongLastValues({ lanes, held }: Ledger): string[] {
	return [...lanes].flatMap(([callId, lane]) => {
		const newest = lane.findLast(({ wasSet }) => wasSet)?.item.value;
		return held.get(callId) === newest ? [] : [`call ${callId} holds another value`];
	});
}
