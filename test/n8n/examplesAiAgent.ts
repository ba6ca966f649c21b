import type { Agent } from '../support/gateway';
import { readExample } from './examples';
import { send, type Reply } from './examplesSender';
import { noSuchCall, senderKey, words, type Stage } from './examplesStage';
import { at } from './json';
import { activate, runWorkflow } from './workflows';

const file = 'ai-agent.json';
const summary = 'Zoë Müller waits for a refund of 39 € since two weeks.';
const written = { summary, nextStep: 'Look up order 4711.', mood: 'angry' };
const filledIn = { Summary: summary, Next_Step: written.nextStep, Mood: written.mood };

/** Declares the tests of examples/ai-agent.json. */
export function testAiAgent(stage: () => Stage): void {
	describe(file, () => {
		let agent: Agent;
		let id: string;

		beforeAll(async () => {
			agent = stage().newAgent();
			id = await stage().fillIn(file, agent);
			await activate(stage().n8n, id, 'ai-agent');
		});

		beforeEach(() => {
			stage().model.script(filledIn);
		});

		/** What the example's own pinned handover holds, which is about the agent and the call. */
		function handOver(): Promise<Reply> {
			const [pinned] = readExample(file).pinData?.['Handover'] ?? [];
			return send(`${stage().n8n.url}/webhook/ai-agent`, senderKey, at(pinned, 'json', 'body'));
		}

		test('writes what the model makes of the conversation, and answers', async () => {
			const body = { output: words('"retcode":"0"') };
			expect(await handOver()).toEqual({ status: 200, body });
			expect(stage().held(agent.callId)).toEqual(written);
			expect(await stage().hasKept(await stage().run(id), agent.guid)).toBe(false);
		});

		test('lets the model fill in the summary, but neither agent nor call', async () => {
			await handOver();
			const [tool, ...others] = stage().model.asked[0]?.tools ?? [];
			expect(others).toEqual([]);
			expect(tool?.description).toContain('summary of the conversation');
			expect(at(tool?.parameters, 'properties')).toEqual({
				Summary: { type: 'string', description: words('what was said so far') },
				Next_Step: { type: 'string', description: words('do first') },
				Mood: { type: 'string', description: words('calm, worried or angry') },
			});
		});

		test('runs by hand with what is pinned to its webhook', async () => {
			const before = stage().simulator.history(agent.callId).length;
			const byHand = await stage().fillIn(file, agent);
			const { status } = await runWorkflow(stage().n8n.owner, byHand, 'Handover');
			expect(status).toBe('success');
			expect(stage().simulator.history(agent.callId)).toHaveLength(before + 1);
		});

		test('tells the model why the gateway refuses', async () => {
			stage().simulator.endCall(agent.callId);
			expect(await handOver()).toMatchObject({ status: 200 });
			const told = stage().model.asked[1]?.toolResults[0];
			expect(JSON.parse(told ?? 'null')).toEqual([{ error: noSuchCall }]);
		});
	});
}
