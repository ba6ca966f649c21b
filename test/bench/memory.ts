import { type Contender, NAMES } from './contender';
import type { Options } from './options';
import type { Problems } from './problems';
import { measure } from './round';
import type { Stage } from './stage';
import { summarize, type Summary } from './statistics';
import { quick, type Workload } from './workloads';

/** Peaks of memory, in MB over what n8n had before, by contender. */
export interface MemoryFigures {
	readonly workload: Workload;
	readonly peakGrowthMb: ReadonlyMap<string, Summary>;
}

/**
 * Measures how much memory a run needs, each time in an n8n that has just been started: one that has
 * done much before has memory to spare, in which a peak does not show. HTTP Request has all its items
 * under way at once: 10,000 large ones are for our node only.
 */
export async function measureMemory(
	stage: Stage,
	contenders: readonly Contender[],
	options: Options,
	problems: Problems,
): Promise<MemoryFigures[]> {
	const sending = contenders.filter(({ sends }) => sends);
	const ours = sending.filter(({ name }) => name === NAMES.node);
	const all: MemoryFigures[] = [];
	for (const [key, taking] of [
		['many', sending],
		['manyLarge', ours],
	] as const) {
		const workload = options.workloads.get(key);
		if (workload) all.push(await measurePeaks(stage, taking, workload, options, problems));
	}
	return all;
}

async function measurePeaks(
	stage: Stage,
	contenders: readonly Contender[],
	workload: Workload,
	{ memoryRounds }: Options,
	problems: Problems,
): Promise<MemoryFigures> {
	const peaks = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
	for (let round = 0; round < memoryRounds; round++) {
		for (const contender of contenders) {
			const what = `Memory, ${workload.name}`;
			const peak = await problems.note(what, () => measurePeak(stage, contender, workload));
			if (peak !== undefined) peaks.get(contender.name)?.push(peak);
		}
	}
	return {
		workload,
		peakGrowthMb: new Map(
			[...peaks]
				.filter(([, values]) => values.length > 0)
				.map(([name, values]) => [name, summarize(values)]),
		),
	};
}

async function measurePeak(
	stage: Stage,
	contender: Contender,
	workload: Workload,
): Promise<number> {
	await stage.restartN8n();
	// The first items bring code into memory that stays there.
	await measure(stage.gateway, contender, quick(workload));
	const { peakGrowthMb } = await measure(stage.gateway, contender, workload);
	process.stderr.write(`  ${contender.name}: ${peakGrowthMb.toFixed(0)} MB\n`);
	return peakGrowthMb;
}
