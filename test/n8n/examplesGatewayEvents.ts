import type { Agent } from '../support/gateway';
import { eventually } from './browser/eventually';
import type { FilledIn } from './examples';
import { newestExecution } from './executions';
import { push, type AgentEvent, type Reply } from './examplesSender';
import { customer, customerData, noSuchCall, type Stage } from './examplesStage';
import { activate, runWorkflow } from './workflows';

const file = 'gateway-events.json';
const serviceToken = 'known-to-the-gateway';

/** Declares the tests of examples/gateway-events.json. */
export function testGatewayEvents(stage: () => Stage): void {
	describe(file, () => {
		let agent: Agent;
		let id: string;

		beforeAll(async () => {
			agent = stage().newAgent();
			id = await fillIn();
			await activate(stage().n8n, id, 'gateway-events');
		});

		beforeEach(() => {
			stage().office.clear();
		});

		/** The credential has no Guid: it comes with the events. */
		function fillIn(pinned: FilledIn['pinned'] = {}): Promise<string> {
			const httpHeaderAuth = { name: 'service_token', value: serviceToken };
			const credentials = { httpHeaderAuth };
			return stage().fillIn(file, { ...agent, guid: '' }, { credentials, pinned });
		}

		function pushed(events: readonly AgentEvent[], token = serviceToken): Promise<Reply> {
			return push(`${stage().n8n.url}/webhook/gateway-events`, token, agent, events);
		}

		function event(eventType: string, callid: string, caller = customer.phone): AgentEvent {
			const call = { caller, called: '101', callid, type: 'main', feature: '0', mediaAbility: '1' };
			return [eventType, call];
		}

		function soon(assertion: () => void): Promise<void> {
			return eventually(() => Promise.resolve().then(assertion));
		}

		/** n8n keeps no run of it, so a run that is there has not ended yet. */
		function ended(): Promise<void> {
			return eventually(async () => {
				expect(await newestExecution(stage().n8n.owner, id)).toBe('');
			});
		}

		test('is answered as the gateway expects, and writes once the agent talks', async () => {
			const reply = await pushed([
				event('AgentEvent_Ringing', agent.callId, '5550198'),
				event('AgentEvent_Talking', agent.callId),
				['AgentEvent_Call_Release', '1456229290-1190'],
			]);
			expect(reply).toEqual({ status: 200, body: { message: 'success', retcode: '0' } });
			await soon(() => {
				expect(stage().held(agent.callId)).toEqual(customerData);
			});
			expect(stage().office.lookups).toEqual(['/customers?phone=%2B15550100&limit=1']);
		});

		test('leaves no record of a run that holds the Guid', async () => {
			await ended();
			expect(stage().simulator.history(agent.callId)).toHaveLength(1);
		});

		test('writes nothing for a caller whom the CRM does not know', async () => {
			await pushed([event('AgentEvent_Talking', agent.callId, '5550199')]);
			await soon(() => {
				expect(stage().office.lookups).toHaveLength(1);
			});
			await ended();
			expect(stage().simulator.history(agent.callId)).toHaveLength(1);
			expect(stage().office.alerts).toEqual([]);
		});

		test('sends an alert when the gateway refuses, and keeps no record of it', async () => {
			await pushed([event('AgentEvent_Talking', 'ended')]);
			const text = `Agent 101 sees no customer data for call ended: ${noSuchCall.message}`;
			await soon(() => {
				expect(stage().office.alerts).toEqual([{ text }]);
			});
			await ended();
		});

		test('looks nobody up for a sender without the service token', async () => {
			const { status } = await pushed([event('AgentEvent_Talking', agent.callId)], 'guessed');
			expect(status).toBe(403);
			expect(stage().office.lookups).toEqual([]);
		});

		test('runs by hand with what is pinned to its webhook', async () => {
			const [eventType, content] = event('AgentEvent_Talking', agent.callId);
			const body = { workNo: '101', eventList: [{ eventType, workNo: '101', content }] };
			const item = { headers: { guid: agent.guid }, body };
			const byHand = await fillIn({ 'Gateway events': [item] });
			const { status } = await runWorkflow(stage().n8n.owner, byHand, 'Gateway events');
			expect(status).toBe('success');
			expect(stage().simulator.history(agent.callId)).toHaveLength(2);
		});
	});
}
