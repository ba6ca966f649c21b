import type { Cast } from './cast';
import type { Figures } from './figures';
import type { Machine } from './machine';
import type { MemoryFigures } from './memory';
import type { Options } from './options';
import type { Problems } from './problems';
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
	readonly memory: MemoryFigures | undefined;
	readonly problems: Problems;
	readonly wan: readonly WanFigures[];
}
