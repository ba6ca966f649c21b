import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import { startEngine } from '../support/engine';
import { type Balance, balance } from './balance';
import type { Options } from './options';
import { buildPlanted, type Edit } from './plantedPackage';
import { plantNamed } from './plants';
import type { StormSettings } from './settings';

/** The timeout is long enough for a machine that has much else to do. */
const LARGE = {
	executions: 8,
	batch: 500,
	gateways: 2,
	changeEvery: 10,
	atOnce: 30,
	maxRetries: 2,
	timeoutS: 5,
	tooLate: true,
} as const;

/** Small enough for many in a row, with so many faults that each defect has its occasion. */
const SMALL: StormSettings = {
	items: 400,
	executions: 3,
	batch: 50,
	gateways: 2,
	agents: 15,
	changeEvery: 5,
	rate: 0.6,
	seed: 1,
	downMs: 300,
	atOnce: 5,
	maxRetries: 1,
	timeoutS: 5,
	tooLate: false,
};

const SHOWN = 3;

/** Plays a storm for each rate over the built package, and prints the books; tells whether all balance. */
export async function playRates({ rates, ...options }: Options): Promise<boolean> {
	const engine = await startEngine();
	let isWell = true;
	try {
		// What the first run brings into memory stays there.
		await balance(engine, SMALL);
		for (const rate of rates) {
			const { page, problems } = await balance(engine, { ...options, ...LARGE, rate });
			console.log(page);
			if (problems.size === 0) console.log('\nThe books balance.\n');
			else console.error(`\n${sentences(problems)}\n`);
			isWell &&= problems.size === 0;
		}
	} finally {
		await engine.stop();
	}
	return isWell;
}

/**
 * Plays a small storm without a defect and one for each planted defect; tells whether the books have
 * shown every defect, and none where there is none.
 */
export async function playPlants(names: readonly string[]): Promise<boolean> {
	// The engine of each copy listens to the one log of n8n.
	Container.get(Logger).getInternalLogger().setMaxListeners(0);
	const sound = await problemsWith([]);
	let isWell = sound.size === 0;
	console.log(
		`## No defect: ${isWell ? 'the books balance' : 'NOT BALANCED'}\n${sentences(sound)}`,
	);
	for (const name of names) {
		const { edits, caughtBy, settings } = plantNamed(name);
		const problems = await problemsWith(edits, settings);
		const isCaught = problems.has(caughtBy);
		console.log(`## ${name}: ${isCaught ? 'caught' : 'NOT CAUGHT'}\n${sentences(problems)}`);
		isWell &&= isCaught;
	}
	return isWell;
}

async function problemsWith(
	edits: readonly Edit[],
	settings: Partial<StormSettings> = {},
): Promise<Balance['problems']> {
	const engine = await startEngine(await buildPlanted(edits));
	try {
		return (await balance(engine, { ...SMALL, ...settings })).problems;
	} finally {
		await engine.stop();
	}
}

function sentences(problems: Balance['problems']): string {
	return [...problems]
		.flatMap(([name, found]) => [
			`NOT TRUE: ${name} (${found.length})`,
			...found.slice(0, SHOWN).map((text) => `  ${text}`),
		])
		.join('\n');
}
