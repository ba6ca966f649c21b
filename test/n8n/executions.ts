import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient } from './client';
import { at, listAt, textAt, unflatten } from './json';

/** How a run ended, and what each node gave. */
export interface Execution {
	readonly id: string;
	readonly status: string;
	/** The items (`json`) of one of the node's outputs in its last run. */
	items(node: string, output?: number): readonly unknown[];
	/** What stopped the run, as n8n keeps it: message, description and more. */
	readonly error: unknown;
}

const unfinished = ['new', 'running', 'waiting', 'unknown'];
const endsWithinMs = 120_000;

/** Waits for the end of a run. */
export async function finishedExecution(client: N8nClient, id: string): Promise<Execution> {
	const deadline = Date.now() + endsWithinMs;
	for (;;) {
		const execution = await client.get(`/rest/executions/${id}`);
		const status = textAt(execution, 'status');
		if (!unfinished.includes(status)) return readExecution(id, status, execution);
		if (Date.now() > deadline) throw new Error(`Execution ${id} is still ${status}`);
		await delay(100);
	}
}

/** The id of a workflow's newest run; '' for none. */
export async function newestExecution(client: N8nClient, workflowId: string): Promise<string> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const page = await client.get(`/rest/executions?filter=${filter}&limit=1`);
	const [newest] = listAt(page, 'results');
	return newest === undefined ? '' : textAt(newest, 'id');
}

function readExecution(id: string, status: string, execution: unknown): Execution {
	const result = at(unflatten(textAt(execution, 'data')), 'resultData');
	return {
		id,
		status,
		error: at(result, 'error'),
		items: (node, output = 0) => {
			const runs = at(result, 'runData', node);
			const last = Array.isArray(runs) ? runs.length - 1 : 0;
			const items = at(runs, last, 'data', 'main', output);
			return Array.isArray(items) ? items.map((item) => at(item, 'json')) : [];
		},
	};
}
