import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { type Simulator, startSimulator } from '../simulator';
import type { Engine } from '../support/engine';
import { nodeWorkflow } from '../support/node-workflow';
import { addCredentialFor } from './stage';

const SETTLE_MS = 100;

/** What the node keeps of its items, and what it sends of them, in bytes. */
export interface Kept {
	readonly kept: number;
	readonly sent: number;
}

/**
 * Measures what the node keeps of items once it has read them all: between its start and its first
 * request, which is then cancelled. Needs `node --expose-gc`.
 * @param collect runs the garbage collector
 */
export async function measureKept(
	engine: Engine,
	items: readonly INodeExecutionData[],
	parameters: INodeParameters,
	collect: () => void,
): Promise<Kept> {
	const memory = (): number => {
		collect();
		const { heapUsed, external } = process.memoryUsage();
		return heapUsed + external;
	};
	const end = new AbortController();
	const { type } = engine.loader.getNode('ccGateway');
	if (!('execute' in type) || type.execute === undefined) throw new Error('No node to be run');
	const { execute } = type;
	let before = 0;
	let after = 0;
	type.execute = async function () {
		// What earlier runs have left is given back in a turn of its own.
		collect();
		await sleep(SETTLE_MS);
		before = memory();
		return await execute.call(this);
	};
	const simulator: Simulator = await startSimulator({
		onRequest: () => {
			if (end.signal.aborted) return;
			after = memory();
			end.abort();
		},
	});
	try {
		await addCredentialFor(engine, simulator, { guid: 'the same for all' });
		await engine.run(nodeWorkflow(parameters), { items, signal: end.signal });
		while (simulator.requests[0] === undefined) await sleep(1);
		const bodyBytes = Buffer.byteLength(simulator.requests[0].body);
		return { kept: after - before, sent: bodyBytes * items.length };
	} finally {
		type.execute = execute;
		await simulator.stop();
	}
}

