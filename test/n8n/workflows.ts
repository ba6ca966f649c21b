import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient } from './client';
import { finishedExecution, type Execution } from './executions';
import { at, textAt } from './json';
import type { RunningN8n } from './start';

/** A workflow as n8n exports it. */
export interface WorkflowJson {
	readonly name: string;
	readonly nodes: readonly unknown[];
	readonly connections: Readonly<Record<string, unknown>>;
	readonly settings?: Readonly<Record<string, unknown>>;
	readonly pinData?: Readonly<Record<string, unknown>>;
}

const registeredWithinMs = 30_000;

/** Creates a credential and answers with its id. */
export async function createCredential(
	client: N8nClient,
	credential: { name: string; type: string; data: Readonly<Record<string, unknown>> },
): Promise<string> {
	return textAt(await client.send('POST', '/rest/credentials', credential), 'id');
}

/** Creates a workflow and answers with its id. */
export async function createWorkflow(client: N8nClient, workflow: WorkflowJson): Promise<string> {
	// 1.x insists on the flag.
	const body = { settings: {}, ...workflow, active: false };
	return textAt(await client.send('POST', '/rest/workflows', body), 'id');
}

/** Makes a workflow listen to its triggers; with the path of a webhook, waits until that is there. */
export async function activate(n8n: RunningN8n, id: string, webhook?: string): Promise<void> {
	const versionId = textAt(await n8n.owner.get(`/rest/workflows/${id}`), 'versionId');
	if (n8n.home.installed.version.activation === 'publish') {
		await n8n.owner.send('POST', `/rest/workflows/${id}/activate`, { versionId });
	} else {
		await n8n.owner.send('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
	}
	if (webhook !== undefined) await webhookRegistered(`${n8n.url}/webhook/${webhook}`);
}

/** Runs a workflow by hand from its trigger, as the editor does, and waits for the end. */
export async function runWorkflow(
	client: N8nClient,
	id: string,
	trigger: string,
): Promise<Execution> {
	const workflowData = await client.get(`/rest/workflows/${id}`);
	const body = { workflowData, triggerToStartFrom: { name: trigger } };
	const started = await client.send('POST', `/rest/workflows/${id}/run`, body);
	return finishedExecution(client, textAt(started, 'executionId'));
}

/** n8n 2 registers webhooks a moment after it has answered; asked with another method, it tells. */
async function webhookRegistered(url: string): Promise<void> {
	const deadline = Date.now() + registeredWithinMs;
	while (Date.now() < deadline) {
		const reply: unknown = await (await fetch(url)).json();
		const message = at(reply, 'message');
		if (typeof message === 'string' && message.includes('Did you mean')) return;
		await delay(100);
	}
	throw new Error(`No webhook is registered at ${url}`);
}
