import { parseArgs } from 'node:util';

const HELP = `Runs the node in the real n8n for a long time, with a gateway that has a bad night.
Usage: npm run test:soak -- [options]
  --minutes N       how long, such as 0.5 or 480 [30]
  --rate N          calls per second [20]
  --seed N          the seed of the faults, to repeat a run [a random one, which is printed]
  --package FOLDER  another build of the package, such as one that leaks on purpose
  --write           writes docs/soak.md and docs/soak.svg
  --help            shows this text`;

const MS_PER_MINUTE = 60_000;
const LONGEST_WARM_UP_MS = 5 * MS_PER_MINUTE;
const WARM_UP_SHARE = 1 / 6;

/** What the command line asks for. */
export interface Options {
	/** The text to show instead of running. */
	readonly help: string | undefined;
	readonly durationMs: number;
	/** The time before the trend counts: 5 minutes, or the first sixth of a shorter run. */
	readonly warmUpMs: number;
	/** Calls per second. */
	readonly rate: number;
	readonly seed: number | undefined;
	/** The folder of another build of the package than this repository's. */
	readonly packageFolder: string | undefined;
	readonly write: boolean;
	/** The command line again, for the record. */
	readonly command: string;
}

/** Reads the arguments after the program's name. Throws when one is not acceptable. */
export function readOptions(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			minutes: { type: 'string', default: '30' },
			rate: { type: 'string', default: '20' },
			seed: { type: 'string' },
			package: { type: 'string' },
			write: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	const durationMs = positive(values.minutes, '--minutes') * MS_PER_MINUTE;
	return {
		help: values.help ? HELP : undefined,
		durationMs,
		warmUpMs: Math.min(LONGEST_WARM_UP_MS, durationMs * WARM_UP_SHARE),
		rate: positive(values.rate, '--rate'),
		seed: values.seed === undefined ? undefined : positive(values.seed, '--seed'),
		packageFolder: values.package,
		write: values.write,
		command: ['npm run test:soak', ...(args.length > 0 ? ['--', ...args] : [])].join(' '),
	};
}

function positive(text: string, name: string): number {
	const value = Number(text);
	if (!(value > 0 && value < Infinity)) throw new Error(`${name} has to be a number above 0`);
	return value;
}
