import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { startSimulator } from '../simulator';
import type { Engine } from '../support/engine';
import { CC_GATEWAY, nodeWorkflow } from '../support/node-workflow';
import { addCredentialFor } from './stage';

const SETTLE_MS = 100;

/** What the node keeps of its items, and what it sends of them, in bytes. */
export interface Kept {
	readonly kept: number;
	readonly sent: number;
}

/**
 * Measures what the node keeps of items once it has read them all: between its start and its first
 * request, after which the execution is cancelled.
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
	const ended = once(end.signal, 'abort');
	let before = 0;
	let after = 0;
	let isMeasuring = false;
	const simulator = await startSimulator({
		onRequest: () => {
			if (isMeasuring) return;
			isMeasuring = true;
			// What is garbage now is given back in a turn of its own.
			collect();
			setTimeout(() => {
				after = memory();
				end.abort();
			}, SETTLE_MS);
		},
	});
	const beforeNode = async (node: string): Promise<void> => {
		if (node !== CC_GATEWAY) return;
		// What earlier runs have left is given back in a turn of its own.
		collect();
		await sleep(SETTLE_MS);
		before = memory();
	};
	try {
		// The answer is kept back until the memory is measured.
		simulator.failNext({ kind: 'delay', ms: 100 * SETTLE_MS });
		await addCredentialFor(engine, simulator, { guid: 'the same for all' });
		await engine.run(nodeWorkflow(parameters), { items, signal: end.signal, beforeNode });
		await ended;
		const bodyBytes = Buffer.byteLength(simulator.requests[0]?.body ?? '');
		return { kept: after - before, sent: bodyBytes * items.length };
	} finally {
		await simulator.stop();
	}
}
