import { readFile } from 'node:fs/promises';
import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import { newestExecution } from './executions';
import { gatewayNode } from './gatewayNode';
import { at, textAt, unflatten } from './json';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { versions } from './versions';
import { activateBehindWebhook, type Answer } from './webhookWorkflow';

const callData = 'Jane Doe, gold customer';

describe.each(versions)('a run of n8n $n8n for a call that has ended', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let simulator: Simulator;
	let n8n: RunningN8n;
	let agent: Agent;
	let answer: Answer;
	let stored: unknown;
	let result: unknown;

	beforeAll(async () => {
		simulator = await startSimulator();
		stops.unshift(() => simulator.stop());
		n8n = await startWithPackage(version, { N8N_LOG_LEVEL: 'debug' });
		stops.unshift(() => n8n.stop());
		agent = putThrough(simulator, '101');
		const { agentId, callId, guid, cookie } = agent;
		const credential = credentialFor(simulator, guid, { cookie });
		const node = await gatewayNode(n8n.owner, credential, { agentId, callId, callData });
		const workflow = await activateBehindWebhook(n8n, 'ended-call', node);
		simulator.endCall(callId);
		answer = await workflow.post({});
		const id = await newestExecution(n8n.owner, workflow.id);
		stored = await n8n.owner.get(`/rest/executions/${id}`);
		result = at(unflatten(textAt(stored, 'data')), 'resultData');
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	/** Which of the secrets a text holds; the text itself would be too long to print. */
	function secretsIn(text: string): string[] {
		const secrets = { callData, guid: agent.guid, cookie: agent.cookie };
		return Object.entries(secrets).flatMap(([name, value]) => (text.includes(value) ? [name] : []));
	}

	test('is answered as any failed run is', () => {
		expect(answer).toEqual({ status: 500, body: { message: 'Error in workflow' } });
	});

	test('is stored with what happened and how to go on', () => {
		expect(at(stored, 'status')).toBe('error');
		const message = 'The agent has no such call (retcode 400-001)';
		expect(at(result, 'error')).toMatchObject({ message });
		expect(textAt(result, 'error', 'description')).toContain('The call may have ended');
	});

	test('stores no Guid and no cookie, and call data only in its copies of the node', () => {
		// n8n keeps the workflow's definition, and the node again for a retry: both are as it was saved.
		expect(secretsIn(JSON.stringify(stored))).toEqual(['callData']);
		expect(secretsIn(JSON.stringify(result))).toEqual([]);
	});

	test('leaves neither call data nor Guid nor cookie in the debug log', async () => {
		const log = await readFile(n8n.log, 'utf8');
		expect(log).toMatch(/setCallAppDataEx.*400-001/);
		expect(secretsIn(log)).toEqual([]);
	});
});
