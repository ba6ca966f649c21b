import type { Arrival } from './gateway';
import type { Restart } from './restart';
import type { StormSettings } from './settings';

/** What can have happened while it was an item's turn. */
export interface Turn {
	/** Whether the gateway may have been down. */
	readonly metRestart: boolean;
	/** Whether the gateway may have closed a kept-alive connection just as a request came in on it. */
	readonly metClosing: boolean;
	/** How many timeouts fit in, because of a fault or of a machine that is too busy. */
	readonly timeouts: number;
}

/** When a run began and ended, in ms since 1970, and what bounds its turns. */
export interface TurnBounds {
	readonly beganMs: number;
	readonly endedMs: number;
	readonly restart: Restart | undefined;
	/** When the gateway closed a kept-alive connection. */
	readonly closingsMs: readonly number[];
	readonly settings: Pick<StormSettings, 'timeoutS'>;
}

/** How long before or after the answer that the gateway closes behind. */
const CLOSING_MS = 100;

/**
 * Adds its turn to each entry of one agent in one execution. As an agent's items go one after the other,
 * a turn lies between the last request of the entries before and the first request of those after.
 */
export function withTurns<Entry extends { readonly tries: readonly Arrival[] }>(
	lane: readonly Entry[],
	{ beganMs, endedMs, restart, closingsMs, settings }: TurnBounds,
): (Entry & Turn)[] {
	let lastMs = beganMs;
	const begun = lane.map((entry) => {
		const fromMs = lastMs;
		lastMs = entry.tries.at(-1)?.request.atMs ?? lastMs;
		return { entry, fromMs };
	});
	let nextMs = endedMs;
	const ended = begun.toReversed().map(({ entry, fromMs }) => {
		const toMs = nextMs;
		nextMs = entry.tries[0]?.request.atMs ?? nextMs;
		return {
			...entry,
			metRestart: restart !== undefined && fromMs <= restart.toMs && toMs >= restart.fromMs,
			metClosing: closingsMs.some(
				(closingMs) => closingMs >= fromMs - CLOSING_MS && closingMs <= toMs + CLOSING_MS,
			),
			timeouts: Math.floor((toMs - fromMs) / (1000 * settings.timeoutS)),
		};
	});
	return ended.toReversed();
}
