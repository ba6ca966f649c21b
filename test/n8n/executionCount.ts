import type { N8nClient } from './client';
import { at } from './json';

/** Runs that have not come to their end. */
export const unfinished = ['new', 'running', 'waiting', 'unknown'] as const;

/** How many runs of a workflow n8n lists with one of these statuses. */
export async function countExecutions(
	client: N8nClient,
	workflowId: string,
	...status: readonly string[]
): Promise<number> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId, status }));
	const count = at(await client.get(`/rest/executions?filter=${filter}&limit=1`), 'count');
	if (typeof count !== 'number') throw new Error('n8n gave no count of executions');
	return count;
}
