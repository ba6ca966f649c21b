import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { plantNamed, PLANTS } from './plants';

const HELP = `Sends items through the node in n8n's engine, several executions at once, while calls begin, end and move, two
gateways fail in every way that the simulator knows and restart with a new certificate in the middle; then balances the
books. Exit code 1 when they do not balance.
Usage: npm run test:faults -- [options]
  --items N       how many items [20000]
  --agents N      how many agents each gateway has [250]
  --rates A,B     percent of the requests that meet a fault, one storm for each [1,5,20]
  --down MS       how long each gateway is down [3000]
  --seed N        the faults, items and calls of a run that printed this seed [a random one]
  --plant A,B     instead: builds the node with each of these defects, plays a small storm (seed 1), and expects the
                  books to show it; "all" is
                  ${Object.keys(PLANTS).join('\n                  ')}
  --help          shows this text`;

/** What the command line asks for. */
export interface Options {
	/** The text to show instead of anything else. */
	readonly help: string | undefined;
	readonly items: number;
	readonly agents: number;
	/** Shares of the requests, 0 to 1. */
	readonly rates: readonly number[];
	readonly downMs: number;
	readonly seed: number;
	/** Names of planted defects; none for a storm over the real package. */
	readonly plants: readonly string[];
}

/** Reads the arguments after the program's name. Throws when one is not acceptable. */
export function readOptions(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			items: { type: 'string', default: '20000' },
			agents: { type: 'string', default: '250' },
			rates: { type: 'string', default: '1,5,20' },
			down: { type: 'string', default: '3000' },
			seed: { type: 'string', default: String(randomInt(2 ** 32)) },
			plant: { type: 'string' },
			help: { type: 'boolean', default: false },
		},
	});
	const plants = values.plant === 'all' ? Object.keys(PLANTS) : (values.plant?.split(',') ?? []);
	plants.forEach(plantNamed);
	return {
		help: values.help ? HELP : undefined,
		items: number('items', values.items, 1),
		agents: number('agents', values.agents, 1),
		rates: values.rates.split(',').map((rate) => number('rates', rate, 0, 100) / 100),
		downMs: number('down', values.down, 0),
		seed: number('seed', values.seed, 0),
		plants,
	};
}

function number(name: string, text: string, min: number, max = Number.MAX_SAFE_INTEGER): number {
	const value = Number(text);
	if (text !== '' && value >= min && value <= max) return value;
	throw new Error(`--${name} has to be a number, ${min} or more`);
}
