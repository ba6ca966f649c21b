import type { Contender } from './contender';
import { measure } from './round';
import type { Gateway } from './gateway';
import { summarize } from './statistics';
import type { Workload } from './workloads';

/** The sizes that HTTP Request is tried with. */
export const BATCH_SIZES = [10, 50, 100] as const;

const TRIALS = 3;

/** The size of batches that HTTP Request was fastest with. */
export interface BestBatches {
	readonly contender: Contender;
	readonly size: number;
	/** Its median time with each size. */
	readonly trials: ReadonlyMap<number, number>;
}

/** Tries HTTP Request with each size, in turn. */
export async function findBestBatches(
	gateway: Gateway,
	bySize: ReadonlyMap<number, Contender>,
	workload: Workload,
): Promise<BestBatches> {
	const times = new Map<number, number[]>([...bySize.keys()].map((size) => [size, []]));
	for (let trial = 0; trial < TRIALS; trial++) {
		for (const [size, contender] of bySize) {
			times.get(size)?.push((await measure(gateway, contender, workload)).ms);
		}
	}
	const trials = new Map([...times].map(([size, ms]) => [size, summarize(ms).median]));
	const [size] = [...trials].reduce((best, next) => (next[1] < best[1] ? next : best));
	const contender = bySize.get(size);
	if (contender === undefined) throw new Error('There are no batches to try');
	return { contender, size, trials };
}
