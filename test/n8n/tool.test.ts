import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import { activateAgent } from './aiAgent';
import { lastWords, startChatModel, type ChatModel } from './chatModel';
import { finishedExecution, newestExecution } from './executions';
import { gatewayNode } from './gatewayNode';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { newest, versions } from './versions';
import type { ActiveWorkflow, NodeJson } from './webhookWorkflow';

const filledByTheModel = {
	agentId: "={{ $fromAI('Agent_ID', 'ID of the agent in the call', 'string') }}",
	callId: "={{ $fromAI('Call_ID', 'Empty for the current call of the agent', 'string') }}",
	callData: "={{ $fromAI('Call_Data', 'What the agent has to know', 'string') }}",
};
const success = { message: 'success', retcode: '0', result: {} };
const refusal = 'The agent has no such call (retcode 400-001)';
const question = { question: 'Jane Doe is calling agent 101 about her order. Let the agent know.' };

describe.each(versions)('as a tool of the AI Agent in n8n $n8n', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let simulator: Simulator;
	let model: ChatModel;
	let n8n: RunningN8n;
	let agent: Agent;

	beforeAll(async () => {
		simulator = await startSimulator();
		stops.unshift(() => simulator.stop());
		model = await startChatModel();
		stops.unshift(() => model.stop());
		n8n = await startWithPackage(version);
		stops.unshift(() => n8n.stop());
		agent = putThrough(simulator, '101');
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	async function agentWithTool(
		webhook: string,
		settings: Pick<NodeJson, 'onError'> = {},
		usesResponsesApi = true,
	): Promise<ActiveWorkflow> {
		const credential = credentialFor(simulator, agent.guid);
		const node = await gatewayNode(n8n.owner, credential, filledByTheModel);
		const tool = { ...node, type: `${node.type}Tool`, ...settings };
		return activateAgent(n8n, webhook, tool, model, usesResponsesApi);
	}

	test.each([
		['/v1/responses', true],
		['/v1/chat/completions', false],
	])('lets a model behind %s write call data', async (path, usesResponsesApi) => {
		const callData = `Jane Doe, order 4711, asked over ${path}`;
		model.script({ Agent_ID: '101', Call_ID: agent.callId, Call_Data: callData });
		const workflow = await agentWithTool(`model${path}`, {}, usesResponsesApi);
		const { status, body } = await workflow.post(question);
		expect(simulator.callData(agent.callId)).toBe(callData);
		expect(model.asked.map((asked) => asked.path)).toEqual([path, path]);
		const [result = ''] = model.asked[1]?.toolResults ?? [];
		expect(JSON.parse(result)).toEqual([success]);
		expect({ status, body }).toEqual({ status: 200, body: { output: lastWords(result) } });
	});

	test('tells the model what the tool does and what to fill in', async () => {
		model.script({ Agent_ID: '101', Call_ID: agent.callId, Call_Data: 'Jane Doe' });
		await (await agentWithTool('offer')).post(question);
		expect(model.asked[0]?.tools).toMatchObject([
			{
				name: 'CC-Gateway',
				description: 'Attach data to a live call in CC-Gateway',
				parameters: {
					properties: {
						Agent_ID: { type: 'string', description: 'ID of the agent in the call' },
						Call_ID: { type: 'string', description: 'Empty for the current call of the agent' },
						Call_Data: { type: 'string', description: 'What the agent has to know' },
					},
					required: ['Agent_ID', 'Call_ID', 'Call_Data'],
				},
			},
		]);
	});

	test('takes an Agent ID as a number, a record as Call Data, and no Call ID', async () => {
		model.script({ Agent_ID: 101, Call_ID: '', Call_Data: { name: 'Jane Doe', order: 4711 } });
		const workflow = await agentWithTool('free-hand');
		expect(await workflow.post(question)).toMatchObject({ status: 200 });
		expect(simulator.callData(agent.callId)).toBe('{"name":"Jane Doe","order":4711}');
	});

	describe('when the gateway refuses', () => {
		const toAnEndedCall = { Agent_ID: '101', Call_ID: 'ended', Call_Data: 'Jane Doe' };
		const told = [[], [JSON.stringify([{ error: refusal }])]];

		test('tells the model why, with On Error = Continue', async () => {
			model.script(toAnEndedCall);
			const workflow = await agentWithTool('continue', { onError: 'continueRegularOutput' });
			expect(await workflow.post(question)).toMatchObject({ status: 200 });
			expect(model.asked.map(({ toolResults }) => toolResults)).toEqual(told);
		});

		const isTold = version === newest;
		test(`${isTold ? 'tells the model why' : 'ends the run'}, by default`, async () => {
			model.script(toAnEndedCall);
			const workflow = await agentWithTool('default');
			expect(await workflow.post(question)).toMatchObject({ status: isTold ? 200 : 500 });
			expect(model.asked.map(({ toolResults }) => toolResults)).toEqual(isTold ? told : [[]]);
			const id = await newestExecution(n8n.owner, workflow.id);
			const { status, error } = await finishedExecution(n8n.owner, id);
			if (isTold) expect(status).toBe('success');
			else expect(error).toMatchObject({ message: refusal });
		});
	});
});
