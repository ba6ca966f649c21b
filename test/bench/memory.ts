import type { Contender } from './contender';
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
 * done much before has memory to spare, in which a peak does not show.
 */
export async function measureMemory(
	stage: Stage,
	contenders: readonly Contender[],
	{ memoryRounds, workloads }: Options,
	problems: Problems,
): Promise<MemoryFigures | undefined> {
	const workload = workloads.get('many');
	if (workload === undefined) return undefined;
	const inN8n = contenders.filter(({ place, sends }) => place === 'n8n' && sends);
	const peaks = new Map<string, number[]>(inN8n.map(({ name }) => [name, []]));
	for (let round = 0; round < memoryRounds; round++) {
		for (const contender of inN8n) {
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
