import { parseArgs } from 'node:util';
import { quick, type Workload, type WorkloadKey, WORKLOADS } from './workloads';

const HELP = `Measures the node beside HTTP Request, inside the real n8n.
Usage: npm run bench -- [options]
  --rounds N        how often everything is measured [5]
  --workloads a,b   which ones [${Object.keys(WORKLOADS).join(',')}]; memory is measured with "many"
  --quick           a fiftieth of the items, in one round: to see whether everything runs
  --write           writes docs/benchmark.md and docs/benchmark.svg
  --profile FOLDER  instead of measuring, records CPU profiles of the first workload
  --help            shows this text`;

const MEMORY_ROUNDS = 3;

/** What the command line asks for. */
export interface Options {
	/** The text to show instead of measuring. */
	readonly help: string | undefined;
	/** Whether it is only to be seen that everything runs. */
	readonly quick: boolean;
	readonly rounds: number;
	readonly workloads: ReadonlyMap<WorkloadKey, Workload>;
	/** The load for warming up and for choosing the size of batches. */
	readonly main: Workload;
	/** Fewer, as n8n is started anew each time. */
	readonly memoryRounds: number;
	readonly write: boolean;
	readonly profileFolder: string | undefined;
	/** The command line again, for the record. */
	readonly command: string;
}

/** Reads the arguments after the program's name. Throws when one is not acceptable. */
export function readOptions(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			rounds: { type: 'string' },
			workloads: { type: 'string', default: Object.keys(WORKLOADS).join(',') },
			quick: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			profile: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	const sized = (workload: Workload): Workload => (values.quick ? quick(workload) : workload);
	const rounds = Number(values.rounds ?? (values.quick ? 1 : 5));
	if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds has to be 1 or more');
	return {
		help: values.help ? HELP : undefined,
		quick: values.quick,
		rounds,
		workloads: new Map(
			values.workloads.split(',').map((key) => {
				if (!isKey(key)) throw new Error(`There is no workload ${key}`);
				return [key, sized(WORKLOADS[key])];
			}),
		),
		main: sized(WORKLOADS.main),
		memoryRounds: Math.min(rounds, MEMORY_ROUNDS),
		write: values.write,
		profileFolder: values.profile,
		command: ['npm run bench', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
	};
}

function isKey(key: string): key is WorkloadKey {
	return Object.hasOwn(WORKLOADS, key);
}
