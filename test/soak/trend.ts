import { summarize } from '../bench/statistics';

/** A value at a time. */
export interface Point {
	readonly atMs: number;
	readonly value: number;
}

/** A straight line through points. */
export interface Trend {
	readonly perMs: number;
	/** The value on the line at a time. */
	at(ms: number): number;
}

/**
 * The Theil-Sen line: its slope is the median of the slopes between all pairs of points, so that a
 * peak or two do not tilt it. Throws when all points are at one time.
 */
export function trendOf(points: readonly Point[]): Trend {
	const slopes = points.flatMap((one, index) =>
		points
			.slice(index + 1)
			.filter((other) => other.atMs !== one.atMs)
			.map((other) => (other.value - one.value) / (other.atMs - one.atMs)),
	);
	const perMs = summarize(slopes).median;
	const start = summarize(points.map(({ atMs, value }) => value - perMs * atMs)).median;
	return { perMs, at: (ms) => start + perMs * ms };
}
