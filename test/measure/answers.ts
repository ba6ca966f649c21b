// Measures whether the words of an answer cost time: 500 items of 16 KB, answered with "success" and
// with "operation success", by turns, each the median of five rounds.
// Run it with: npx gulp build && node --import tsx test/measure/answers.ts
import { startSimulator } from '../simulator';
import { type Engine, startEngine } from '../support/engine';
import { putThrough } from '../support/gateway';
import { nodeWorkflow } from '../support/node-workflow';
import { addCredentialFor, itemsFor, silenceLog, windowOf } from './stage';

const ITEMS = 500;
const AGENTS = 10;
const BYTES = 16_384;
const ROUNDS = 5;
const MESSAGES = ['success', 'operation success'] as const;

async function main(): Promise<void> {
	const engine = await startEngine();
	silenceLog();
	const times = new Map<string, number[]>(MESSAGES.map((message) => [message, []]));
	// The first round brings code into memory, and does not count.
	for (let round = 0; round <= ROUNDS; round++) {
		for (const [message, taken] of times) {
			const ms = await measureRound(engine, message);
			if (round > 0) taken.push(ms);
		}
	}
	for (const [message, taken] of times) {
		const [median] = taken.toSorted((one, other) => one - other).slice(Math.floor(ROUNDS / 2));
		console.log(`${ITEMS} items of 16 KB, answered "${message}": ${median ?? 0} ms`);
	}
	await engine.stop();
}

async function measureRound(engine: Engine, message: string): Promise<number> {
	const simulator = await startSimulator({ successMessages: [message] });
	try {
		await addCredentialFor(engine, simulator);
		const agents = Array.from({ length: AGENTS }, (_, index) =>
			putThrough(simulator, String(20_001 + index)),
		);
		const workflow = nodeWorkflow({ guid: '={{ $json.guid }}' });
		const run = await engine.run(workflow, { items: itemsFor(agents, ITEMS, BYTES) });
		const { startMs, endMs } = windowOf(run, ITEMS);
		return endMs - startMs;
	} finally {
		await simulator.stop();
	}
}

void main();
