import type { Sample } from './samples';
import { type Trend, trendOf } from './trend';

/** Something that must not grow. */
export interface Series {
	readonly key: Exclude<keyof Sample, 'atMs'>;
	readonly title: string;
	/** The steepest trend that passes. */
	readonly perHour: number;
	/** What a trend may add up to in all: in a short run it says less. */
	readonly noise: number;
}

/**
 * The limits. At 20 calls a second an hour has 72,000 calls, so 10 MB an hour is 146 bytes for each
 * call: less than a third of its call data. 24 an hour is one for 3,000 calls, or for each 30th that
 * meets a fault. Looser are the resident set, of which V8 keeps what it may need again, and the file
 * descriptors, among which callers keep up to 20 connections of their own for a while.
 */
export const SERIES: readonly Series[] = [
	{ key: 'heapMb', title: 'Heap after garbage collection, MB', perHour: 10, noise: 3 },
	{ key: 'residentMb', title: 'Resident set, MB', perHour: 240, noise: 100 },
	{ key: 'handles', title: 'Handles', perHour: 24, noise: 10 },
	{ key: 'descriptors', title: 'File descriptors', perHour: 60, noise: 25 },
	{ key: 'sockets', title: 'Sockets to the gateway', perHour: 24, noise: 10 },
];

const MS_PER_HOUR = 3_600_000;

/** How a series went. */
export interface Course {
	readonly series: Series;
	readonly start: number;
	readonly afterWarmUp: number;
	readonly end: number;
	readonly most: number;
	/** The trend after the warm-up. */
	readonly trend: Trend;
	readonly perHour: number;
	/** Whether that is no growth. */
	readonly isFlat: boolean;
}

/** Looks at a series; the trend is that of the samples after the warm-up. */
export function courseOf(series: Series, samples: readonly Sample[], warmUpMs: number): Course {
	const points = samples.map((sample) => ({ atMs: sample.atMs, value: sample[series.key] }));
	const rest = points.filter(({ atMs }) => atMs >= warmUpMs);
	const [first] = points;
	const [begin] = rest;
	const end = rest.at(-1);
	if (first === undefined || begin === undefined || end === undefined) {
		throw new Error('There are no samples after the warm-up');
	}
	const trend = trendOf(rest);
	const perHour = trend.perMs * MS_PER_HOUR;
	const growth = trend.perMs * (end.atMs - begin.atMs);
	return {
		series,
		start: first.value,
		afterWarmUp: begin.value,
		end: end.value,
		most: Math.max(...points.map(({ value }) => value)),
		trend,
		perHour,
		isFlat: perHour <= series.perHour || growth <= series.noise,
	};
}
