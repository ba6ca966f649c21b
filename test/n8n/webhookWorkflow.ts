import type { RunningN8n } from './start';
import { activate, createWorkflow } from './workflows';

/** A node, apart from what its place in the workflow decides. */
export interface NodeJson {
	readonly name: string;
	readonly type: string;
	readonly typeVersion: number;
	readonly parameters: Readonly<Record<string, unknown>>;
	readonly credentials?: Readonly<Record<string, { readonly id: string; readonly name: string }>>;
	/** The setting On Error. */
	readonly onError?: 'continueRegularOutput' | 'continueErrorOutput';
}

/** A node that serves another one, such as a tool that serves an AI Agent. */
export interface SubNode {
	readonly node: NodeJson;
	/** What it serves as, in n8n's words: `ai_tool`, for instance. */
	readonly as: string;
}

/** What n8n answered to a request to a webhook. */
export interface Answer {
	readonly status: number;
	readonly body: unknown;
}

/** A workflow in production: others start it over HTTP. */
export interface ActiveWorkflow {
	readonly id: string;
	/** Sends a payload, as a CRM does, and waits for the answer. */
	post(payload: unknown): Promise<Answer>;
}

const timeoutMs = 60_000;

/** Switches on a workflow in which a webhook hands over to a node and answers with its output. */
export async function activateBehindWebhook(
	n8n: RunningN8n,
	webhook: string,
	node: NodeJson,
	subNodes: readonly SubNode[] = [],
): Promise<ActiveWorkflow> {
	const trigger = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2.1,
		webhookId: webhook,
		parameters: { httpMethod: 'POST', path: webhook, responseMode: 'lastNode' },
	};
	const connect = (as: string): unknown => ({ [as]: [[{ node: node.name, type: as, index: 0 }]] });
	const nodes = [trigger, node, ...subNodes.map((subNode) => subNode.node)];
	const id = await createWorkflow(n8n.owner, {
		name: webhook,
		nodes: nodes.map((one, index) => ({ id: one.name, position: [200 * index, 0], ...one })),
		connections: {
			[trigger.name]: connect('main'),
			...Object.fromEntries(subNodes.map(({ node: { name }, as }) => [name, connect(as)])),
		},
		// What the editor sets. In n8n's older order an agent does not wait for its tools.
		settings: { executionOrder: 'v1' },
	});
	await activate(n8n, id, webhook);
	return { id, post: (payload) => post(`${n8n.url}/webhook/${webhook}`, payload) };
}

async function post(url: string, payload: unknown): Promise<Answer> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(payload),
		signal: AbortSignal.timeout(timeoutMs),
	});
	return { status: response.status, body: await response.json() };
}
