import type { IDataObject } from 'n8n-workflow';
import type { N8nClient } from './client';
import type { Execution } from './executions';
import type { NodeJson } from './webhookWorkflow';
import { createWorkflow, runWorkflow } from './workflows';

const trigger = {
	name: 'Rows',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	parameters: {},
};

/** Runs a node by hand over these rows, one item each, and waits for the end. */
export async function runRows(
	client: N8nClient,
	rows: readonly IDataObject[],
	node: NodeJson,
): Promise<Execution> {
	const id = await createWorkflow(client, {
		name: 'Rows',
		nodes: [trigger, node].map((one, index) => ({
			...{ id: one.name, position: [200 * index, 0] },
			...one,
		})),
		connections: { [trigger.name]: { main: [[{ node: node.name, type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
		pinData: { [trigger.name]: rows.map((json) => ({ json })) },
	});
	return runWorkflow(client, id, trigger.name);
}
