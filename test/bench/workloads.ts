/** What a run has to send. */
export interface Load {
	readonly items: number;
	/** Agents that the items go to in turn: item 0 to the first, item 1 to the second. */
	readonly agents: number;
	/** Length of each item's call data, UTF-8. */
	readonly bytes: number;
	/** Sets the call data of one run apart from those of all others. */
	readonly run: number;
}

/** A load that is measured again and again. */
export interface Workload extends Omit<Load, 'run'> {
	/** What the command line and the tables call it. */
	readonly name: string;
	/** How often it is sent in one round; the figure of the round is the median. */
	readonly repeats: number;
}

const SMALL_BYTES = 200;
const LARGE_BYTES = 16_384;
/** One call takes milliseconds: one of them says little. */
const CALLS_PER_ROUND = 20;
const QUICK_DIVISOR = 50;

/** Every workload, the one that most goals are about first; `manyLarge` is for memory only. */
export const WORKLOADS = {
	main: workload(1000, 1000, SMALL_BYTES),
	many: workload(10_000, 1000, SMALL_BYTES),
	fewAgents: workload(1000, 10, SMALL_BYTES),
	large: workload(1000, 1000, LARGE_BYTES),
	manyLarge: workload(10_000, 1000, LARGE_BYTES),
	one: workload(1, 1, SMALL_BYTES),
	oneLarge: workload(1, 1, LARGE_BYTES),
} as const;

/** The key of a workload: what `--workloads` takes. */
export type WorkloadKey = keyof typeof WORKLOADS;

/** The same workload with a fiftieth of the items, to see whether everything runs. */
export function quick({ items, agents, bytes }: Workload): Workload {
	const fewer = Math.ceil(items / QUICK_DIVISOR);
	return { ...workload(fewer, Math.min(agents, fewer), bytes), repeats: 1 };
}

function workload(items: number, agents: number, bytes: number): Workload {
	const repeats = items === 1 ? CALLS_PER_ROUND : 1;
	const size = bytes === LARGE_BYTES ? '16 KB' : `${bytes} bytes`;
	const amount =
		items === 1
			? '1 item'
			: `${items.toLocaleString('en-US')} items, ${agents.toLocaleString('en-US')} agents`;
	return { name: `${amount}, ${size}`, items, agents, bytes, repeats };
}
