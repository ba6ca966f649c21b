import { setTimeout as sleep } from 'node:timers/promises';
import { finishedExecution, newestExecution } from '../n8n/executions';
import { textAt } from '../n8n/json';
import { activate, createWorkflow } from '../n8n/workflows';
import type { NodeJson } from '../n8n/webhookWorkflow';
import type { RunningN8n } from '../n8n/start';
import { amount, parseFields } from '../simulator/parse';
import { checkSucceeded, type Contender } from './contender';

const METER = { type: 'n8n-nodes-cc-gateway-bench.benchMeter', typeVersion: 1 };
const SETTINGS = { executionOrder: 'v1', saveDataSuccessExecution: 'none' };
const TIMEOUT_MS = 280_000;
const NOT_READY = [404, 503];
const READY_WITHIN_MS = 30_000;
const ASK_AGAIN_MS = 500;

/** Switches on the workflow Webhook > Meter > node > Meter, in production as users run it. */
export async function activatePipeline(
	n8n: RunningN8n,
	about: Omit<Contender, 'run'>,
	node: NodeJson,
	webhook: string,
): Promise<Contender> {
	const trigger = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: webhook,
		parameters: { httpMethod: 'POST', path: webhook, responseMode: 'lastNode' },
	};
	const begin = { ...METER, name: 'Begin', parameters: {} };
	const end = { ...METER, name: 'End', parameters: { measuredNode: node.name } };
	const nodes = [trigger, begin, node, end];
	const id = await createWorkflow(n8n.owner, {
		name: webhook,
		nodes: nodes.map((one, index) => ({ id: one.name, position: [200 * index, 0], ...one })),
		connections: Object.fromEntries(
			nodes.slice(1).map((next, index) => [nodes[index]?.name ?? '', connectionTo(next.name)]),
		),
		settings: SETTINGS,
	});
	await activate(n8n, id, webhook);
	return {
		...about,
		run: async (load, agents, profile) => {
			const answer = await post(`${n8n.url}/webhook/${webhook}`, { ...load, agents, profile });
			const fields = parseFields(answer);
			if (fields?.['ms'] === undefined)
				throw new Error(`${about.name}: ${await reasonOf(n8n, id, answer)}`);
			checkSucceeded(about.name, amount(fields, 'succeeded'), load);
			return {
				ms: amount(fields, 'ms'),
				cpuMs: amount(fields, 'cpuMs'),
				peakGrowthMb: Number(fields['peakGrowthMb']),
				executionTimeMs: amount(fields, 'executionTimeMs'),
			};
		},
	};
}

/** n8n answers that a workflow has failed; its record tells why. */
async function reasonOf(n8n: RunningN8n, workflowId: string, answer: string): Promise<string> {
	const id = await newestExecution(n8n.owner, workflowId);
	if (id === '') return `n8n answered ${answer}`;
	return textAt((await finishedExecution(n8n.owner, id)).error, 'message');
}

function connectionTo(name: string): unknown {
	return { main: [[{ node: name, type: 'main', index: 0 }]] };
}

/**
 * Not ready is n8n for a moment after its start, and after a load that kept it from everything else:
 * then it takes its database for lost.
 */
async function post(url: string, body: unknown): Promise<string> {
	const deadline = Date.now() + READY_WITHIN_MS;
	for (;;) {
		const response = await fetch(url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		const answer = await response.text();
		if (!NOT_READY.includes(response.status) || Date.now() > deadline) return answer;
		await sleep(ASK_AGAIN_MS);
	}
}
