// Measures how long the node keeps everything else in n8n waiting: the longest block of the event loop
// while it reads and sends 30,000 items for 100 agents of a gateway in another process.
// Run it with: npx gulp build && node --import tsx test/measure/eventLoop.ts
import { nodeWorkflow } from '../support/node-workflow';
import { addCredentialFor, itemsFor, openStage, windowOf } from './stage';

const ITEMS = 30_000;
const AGENTS = 100;
const BYTES = 200;
const TICK_MS = 1;

async function main(): Promise<void> {
	const stage = await openStage();
	const { engine, gateway } = stage;
	try {
		await addCredentialFor(engine, gateway);
		const items = itemsFor(await gateway.prepare(AGENTS), ITEMS, BYTES);
		const workflow = nodeWorkflow({ guid: '={{ $json.guid }}' });
		await engine.run(workflow, { items: items.slice(0, AGENTS) });
		const ticks: number[] = [];
		const timer = setInterval(() => ticks.push(Date.now()), TICK_MS);
		const run = await engine.run(workflow, { items });
		clearInterval(timer);
		const { startMs, endMs } = windowOf(run, ITEMS);
		console.log(`${ITEMS} items: ${endMs - startMs} ms, longest blocks of the event loop`);
		console.log(blocks(ticks, startMs, endMs).slice(0, 5).join(' ms, '), 'ms');
	} finally {
		await stage.close();
	}
}

/** The pauses between two ticks, as far as they are in the window, longest first. */
function blocks(ticks: readonly number[], startMs: number, endMs: number): number[] {
	return ticks
		.map((tick, index) => Math.min(tick, endMs) - Math.max(ticks[index - 1] ?? startMs, startMs))
		.toSorted((one, other) => other - one);
}

void main();
