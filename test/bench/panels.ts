import { NAMES } from './contender';
import type { Results } from './results';
import type { WorkloadKey } from './workloads';

/** A part of the plot: where it lies, and what it shows. */
export interface Panel {
	readonly title: string;
	readonly box: { left: number; top: number; width: number; height: number };
	readonly categories: readonly string[];
	/** A value for each category, by contender. */
	readonly values: ReadonlyMap<string, readonly (number | undefined)[]>;
}

/** Contenders inside n8n: only they can be compared with one another. */
const SHOWN = [NAMES.node, NAMES.http, NAMES.batched, NAMES.expressions];

/** Chooses what the plot shows. */
export function panelsOf(results: Results): Panel[] {
	return [timePanel(results), memoryPanel(results), wanPanel(results)];
}

function timePanel({ figures, options }: Results): Panel {
	const shown: readonly WorkloadKey[] = ['main', 'many', 'fewAgents', 'large'];
	const workloads = [...options.workloads].filter(([key]) => shown.includes(key));
	const perItem = (contender: string): (number | undefined)[] =>
		workloads.map(([key, { items }]) => {
			const ms = figures.of(key, contender, 'ms')?.median;
			return ms && ms / items;
		});
	return {
		title: 'Time per item, ms',
		box: { left: 185, top: 96, width: 300, height: 500 },
		categories: workloads.map(([, { name }]) => name.replaceAll(', ', '\n')),
		values: new Map(SHOWN.map((name) => [name, perItem(name)])),
	};
}

function memoryPanel({ memory: [small] }: Results): Panel {
	return {
		title: 'Peak memory growth, MB',
		box: { left: 640, top: 96, width: 250, height: 190 },
		categories: small ? [small.workload.name.replaceAll(', ', '\n')] : [],
		values: new Map([...(small?.peakGrowthMb ?? [])].map(([name, { median }]) => [name, [median]])),
	};
}

function wanPanel({ wan }: Results): Panel {
	return {
		title: 'One call over a WAN, ms',
		box: { left: 640, top: 372, width: 250, height: 224 },
		categories: ['first call', 'warm call'],
		values: new Map(
			wan.map(({ contender, first, warm }) => [contender, [first.ms.median, warm.ms.median]]),
		),
	};
}
