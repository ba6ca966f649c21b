import type { Cast } from './cast';
import type { Figures } from './figures';
import type { LoadingFigures } from './loading';
import type { Machine } from './machine';
import type { MemoryFigures } from './memory';
import type { Options } from './options';
import type { OutsideFigures } from './outside';
import type { Problems } from './problems';
import type { Profile } from './profile';
import type { Sample } from './round';
import type { WanFigures } from './wan';

/** All that a bench has found out. */
export interface Results {
	readonly options: Options;
	readonly machine: Machine;
	readonly cast: Cast;
	readonly figures: Figures;
	/** The node's second run, right after its first: with the connections of that. */
	readonly secondRun: Sample;
	readonly memory: readonly MemoryFigures[];
	readonly outside: readonly OutsideFigures[];
	readonly loading: readonly LoadingFigures[];
	/** Of the node's first workload. */
	readonly profile: Profile;
	readonly problems: Problems;
	readonly wan: readonly WanFigures[];
}

/** The results as JSON, for whoever wants to compare them with others. */
export function serialize({ options, machine, figures, ...rest }: Results): string {
	const { memory, outside, loading, wan, secondRun } = rest;
	const plain = {
		command: options.command,
		rounds: options.rounds,
		machine,
		outside,
		loading,
		wan,
	};
	const all = { ...plain, secondRun, memory, workloads: figures.all() };
	return `${JSON.stringify(all, asPlain, '\t')}\n`;
}

function asPlain(_name: string, value: unknown): unknown {
	return value instanceof Map ? Object.fromEntries(value) : value;
}
