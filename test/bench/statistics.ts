/** What several measurements of one thing come to. */
export interface Summary {
	readonly median: number;
	readonly min: number;
	readonly max: number;
}

/** Sums up measurements; throws when there are none. */
export function summarize(values: readonly number[]): Summary {
	const sorted = values.toSorted((one, other) => one - other);
	const [min] = sorted;
	const max = sorted.at(-1);
	if (min === undefined || max === undefined) throw new Error('Nothing was measured');
	return { median: middle(sorted), min, max };
}

function middle(sorted: readonly number[]): number {
	const half = sorted.length / 2;
	const [low = 0, high = low] = sorted.slice(Math.ceil(half) - 1, Math.floor(half) + 1);
	return (low + high) / 2;
}
