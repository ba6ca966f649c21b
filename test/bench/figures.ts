import type { Contender } from './contender';
import { orderOf } from './order';
import type { Problems } from './problems';
import { measure, type Sample } from './round';
import type { Gateway } from './gateway';
import { summarize, type Summary } from './statistics';
import type { Workload, WorkloadKey } from './workloads';

/** A figure of a sample that is always there. */
export type Field = Exclude<keyof Sample, 'executionTimeMs'>;

/** Everything that the rounds have measured. */
export class Figures {
	private readonly samples = new Map<string, Sample[]>();

	add(workload: WorkloadKey, contender: string, sample: Sample): void {
		const key = `${workload} ${contender}`;
		this.samples.set(key, [...(this.samples.get(key) ?? []), sample]);
	}

	/** Every sample, by workload and contender. */
	all(): ReadonlyMap<string, readonly Sample[]> {
		return this.samples;
	}

	/** One figure over all rounds; undefined when nothing was measured. */
	of(workload: WorkloadKey, contender: string, field: Field): Summary | undefined {
		const samples = this.samples.get(`${workload} ${contender}`);
		return samples && summarize(samples.map((sample) => sample[field]));
	}
}

/** Measures in rounds, in another order each time: nobody always comes after the same one. */
export async function playRounds(
	gateway: Gateway,
	contenders: readonly Contender[],
	workloads: ReadonlyMap<WorkloadKey, Workload>,
	{ rounds, problems }: { readonly rounds: number; readonly problems: Problems },
): Promise<Figures> {
	const figures = new Figures();
	for (let round = 0; round < rounds; round++) {
		for (const [key, workload] of workloads) {
			for (const contender of orderOf(contenders, round)) {
				const sample = await problems.note(
					workload.name,
					async () => await measure(gateway, contender, workload),
				);
				if (sample === undefined) continue;
				figures.add(key, contender.name, sample);
				tell(round, workload, contender, sample);
			}
		}
	}
	return figures;
}

function tell(round: number, { name }: Workload, contender: Contender, sample: Sample): void {
	const { ms, executionTimeMs } = sample;
	const byN8n = executionTimeMs === undefined ? '' : ` (n8n: ${executionTimeMs})`;
	process.stderr.write(
		`  round ${round + 1} · ${name} · ${contender.name}: ${ms.toFixed(1)} ms${byN8n}\n`,
	);
}
