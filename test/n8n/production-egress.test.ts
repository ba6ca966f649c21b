import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough } from '../support/gateway';
import { testCredential } from './credentialTest';
import { finishedExecution, newestExecution } from './executions';
import { gatewayNode } from './gatewayNode';
import { textAt } from './json';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { newest } from './versions';
import { activateBehindWebhook, type ActiveWorkflow } from './webhookWorkflow';

const allowed = '127.0.0.1';
const refused = '127.0.0.2';

describe(`n8n ${newest.n8n} with N8N_SSRF_PROTECTION_ENABLED`, () => {
	const stops: (() => Promise<void>)[] = [];
	let n8n: RunningN8n;

	beforeAll(async () => {
		n8n = await startWithPackage(newest, {
			N8N_SSRF_PROTECTION_ENABLED: 'true',
			N8N_SSRF_ALLOWED_IP_RANGES: `${allowed}/32`,
		});
		stops.unshift(() => n8n.stop());
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	async function gatewayAt(host: string): Promise<Simulator> {
		const simulator = await startSimulator({ host, certificateNames: [host] });
		stops.unshift(() => simulator.stop());
		return simulator;
	}

	async function workflowFor(
		host: string,
	): Promise<{ simulator: Simulator; workflow: ActiveWorkflow }> {
		const simulator = await gatewayAt(host);
		const { agentId, callId, guid } = putThrough(simulator, '101');
		const parameters = { agentId, callId, callData: 'Jane Doe' };
		const node = await gatewayNode(n8n.owner, credentialFor(simulator, guid), parameters);
		return { simulator, workflow: await activateBehindWebhook(n8n, host, node) };
	}

	test('does not let the node connect to loopback, and the message names the setting', async () => {
		const { simulator, workflow } = await workflowFor(refused);
		expect(await workflow.post({})).toMatchObject({ status: 500 });
		const id = await newestExecution(n8n.owner, workflow.id);
		const { error } = await finishedExecution(n8n.owner, id);
		const message = `The egress policy of this n8n does not allow ${simulator.url}`;
		expect(error).toMatchObject({ message });
		expect(textAt(error, 'description')).toContain('N8N_SSRF_ALLOWED_IP_RANGES');
		expect(simulator.connections).toBe(0);
	});

	describe('and the test of the credential', () => {
		test('does not connect to loopback, and the message names the setting', async () => {
			const simulator = await gatewayAt(refused);
			const { guid, agentId } = putThrough(simulator, '101');
			const credential = credentialFor(simulator, guid, { testAgentId: agentId });
			const { status, message } = await testCredential(n8n.owner, credential);
			expect(message).toContain(`The egress policy of this n8n does not allow ${simulator.url}.`);
			expect(message).toContain('N8N_SSRF_ALLOWED_IP_RANGES');
			expect(status).toBe('Error');
			expect(simulator.connections).toBe(0);
		});

		test('connects to an address in N8N_SSRF_ALLOWED_IP_RANGES', async () => {
			const simulator = await gatewayAt(allowed);
			const { guid, agentId } = putThrough(simulator, '101');
			const credential = credentialFor(simulator, guid, { testAgentId: agentId });
			expect(await testCredential(n8n.owner, credential)).toEqual({
				status: 'OK',
				message: 'CC-Gateway answers, and the agent is signed in.',
			});
		});
	});

	test('lets it connect to an address in N8N_SSRF_ALLOWED_IP_RANGES', async () => {
		const { workflow } = await workflowFor(allowed);
		expect(await workflow.post({})).toMatchObject({ status: 200, body: { retcode: '0' } });
	});
});
