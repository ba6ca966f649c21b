import type { Agent } from '../support/gateway';
import { send, type Reply } from './examplesSender';
import {
	customer,
	customerData,
	noSuchCall,
	senderKey,
	success,
	words,
	type Stage,
} from './examplesStage';
import { activate, runWorkflow } from './workflows';

const file = 'crm-webhook.json';

/** Declares the tests of examples/crm-webhook.json. */
export function testCrmWebhook(stage: () => Stage): void {
	describe(file, () => {
		let agent: Agent;
		let id: string;

		beforeAll(async () => {
			agent = stage().newAgent();
			id = await stage().fillIn(file, agent);
			await activate(stage().n8n, id, 'crm-webhook');
		});

		beforeEach(() => {
			stage().office.clear();
		});

		function post(callId: string, customerId = customer.id, key = senderKey): Promise<Reply> {
			const payload = { agentId: agent.agentId, callId, customerId };
			return send(`${stage().n8n.url}/webhook/crm-webhook`, key, payload);
		}

		test('attaches what the CRM knows to the call, and answers', async () => {
			expect(await post(agent.callId)).toEqual({ status: 200, body: { written: true } });
			expect(stage().office.lookups).toEqual(['/customers/C%204711']);
			expect(stage().held(agent.callId)).toEqual(customerData);
		});

		test('keeps the answer of the gateway, but not the Guid', async () => {
			const run = await stage().run(id);
			expect(run.items('CC-Gateway')).toEqual([success]);
			expect(await stage().hasKept(run, agent.guid)).toBe(false);
		});

		test('answers 404 with the retcode when there is no such call, and sends an alert', async () => {
			const { message, description, retcode } = noSuchCall;
			const body = { written: false, reason: message, advice: description, retcode };
			expect(await post('ended')).toEqual({ status: 404, body });
			const run = await stage().run(id);
			const text = `Agent 101 sees no customer data for call ended: ${message}`;
			expect(stage().office.alerts).toEqual([{ text }]);
			expect(await stage().hasKept(run, agent.guid)).toBe(false);
		});

		test('says so when the CRM does not know the customer, and writes nothing', async () => {
			const written = stage().simulator.history(agent.callId);
			const body = { written: false, reason: words('404') };
			const { status, body: answered } = await post(agent.callId, 'nobody');
			expect(answered).toMatchObject(body);
			expect(answered).not.toHaveProperty('retcode');
			expect(status).toBe(502);
			await stage().run(id);
			expect(stage().office.alerts).toEqual([{ text: words('404') }]);
			expect(stage().simulator.history(agent.callId)).toEqual(written);
		});

		test('answers 502 with the retcode when the gateway takes the Guid no longer', async () => {
			stage().simulator.signOut(agent.agentId);
			const { status, body } = await post(agent.callId);
			expect(body).toMatchObject({ written: false, retcode: '100-006' });
			expect(status).toBe(502);
			await stage().run(id);
			agent = stage().newAgent();
		});

		test('looks nobody up for a sender without the key', async () => {
			const { status } = await post(agent.callId, customer.id, { ...senderKey, value: 'guessed' });
			expect(status).toBe(403);
			expect(stage().office.lookups).toEqual([]);
		});

		test('runs by hand with what is pinned to its webhook', async () => {
			const { callId } = agent;
			const body = { agentId: agent.agentId, callId, customerId: customer.id };
			const byHand = await stage().fillIn(file, agent, { pinned: { 'CRM webhook': [{ body }] } });
			const written = stage().simulator.history(callId).length;
			const run = await runWorkflow(stage().n8n.owner, byHand, 'CRM webhook');
			expect(run.status).toBe('success');
			expect(stage().simulator.history(callId)).toHaveLength(written + 1);
		});
	});
}
