import type { SeenRequest } from '../simulator';
import type { Evidence } from './evidence';

/** What can have happened while it was an item's turn. */
export interface Turn {
	/** Whether the gateway may have been down. */
	readonly metRestart: boolean;
	/** How many timeouts fit in, because of a fault or of a machine that is too busy. */
	readonly timeouts: number;
}

/**
 * Adds its turn to each entry of a lane. As an agent's items go one after the other, a turn lies between
 * the last request of the entries before and the first request of those after.
 */
export function withTurns<Entry extends { readonly tries: readonly SeenRequest[] }>(
	lane: readonly Entry[],
	{ beganMs, endedMs, restart, settings }: Evidence,
): (Entry & Turn)[] {
	let lastMs = beganMs;
	const begun = lane.map((entry) => {
		const fromMs = lastMs;
		lastMs = entry.tries.at(-1)?.atMs ?? lastMs;
		return { entry, fromMs };
	});
	let nextMs = endedMs;
	const ended = begun.toReversed().map(({ entry, fromMs }) => {
		const toMs = nextMs;
		nextMs = entry.tries[0]?.atMs ?? nextMs;
		return {
			...entry,
			metRestart: restart !== undefined && fromMs <= restart.toMs && toMs >= restart.fromMs,
			timeouts: Math.floor((toMs - fromMs) / (1000 * settings.timeoutS)),
		};
	});
	return ended.toReversed();
}
