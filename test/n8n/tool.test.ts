import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import { activateAgent, type AgentVersion } from './aiAgent';
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
const emptyCallId = "The expression in 'Call ID' gave nothing";
const currentCallIfEmpty = { options: { currentCallIfEmpty: true } };
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
		parameters: NodeJson['parameters'] = {},
		agentVersion: AgentVersion = {},
	): Promise<ActiveWorkflow> {
		const credential = credentialFor(simulator, agent.guid);
		const node = await gatewayNode(n8n.owner, credential, { ...filledByTheModel, ...parameters });
		const tool = { ...node, type: `${node.type}Tool`, ...settings };
		return activateAgent(n8n, webhook, tool, model, agentVersion);
	}

	test.each([
		['/v1/responses', true],
		['/v1/chat/completions', false],
	])('lets a model behind %s write call data', async (path, usesResponsesApi) => {
		const callData = `Jane Doe, order 4711, asked over ${path}`;
		model.script({ Agent_ID: '101', Call_ID: agent.callId, Call_Data: callData });
		const workflow = await agentWithTool(`model${path}`, {}, {}, { usesResponsesApi });
		const { status, body } = await workflow.post(question);
		expect(simulator.callData(agent.callId)).toBe(callData);
		expect(model.asked.map((asked) => asked.path)).toEqual([path, path]);
		const [result = ''] = model.asked[1]?.toolResults ?? [];
		expect(toldToTheModel()).toEqual([success]);
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

	test('takes an Agent ID as a number, a record as Call Data, and no Call ID if told to', async () => {
		model.script({ Agent_ID: 101, Call_ID: '', Call_Data: { name: 'Jane Doe', order: 4711 } });
		const workflow = await agentWithTool('free-hand', {}, currentCallIfEmpty);
		expect(await workflow.post(question)).toMatchObject({ status: 200 });
		expect(simulator.callData(agent.callId)).toBe('{"name":"Jane Doe","order":4711}');
	});

	test('sends nothing when the model leaves the Call ID empty, and tells it so', async () => {
		const before = simulator.requests.length;
		model.script({ Agent_ID: '101', Call_ID: '', Call_Data: 'For whom?' });
		const workflow = await agentWithTool('no-call', { onError: 'continueRegularOutput' });
		expect(await workflow.post(question)).toMatchObject({ status: 200 });
		expect(simulator.requests).toHaveLength(before);
		expect(toldToTheModel()).toMatchObject([{ error: { message: emptyCallId, attempts: 0 } }]);
	});

	describe("when an argument of the model has the name of a field of the workflow's item", () => {
		const callData = "={{ $fromAI('body', 'What the agent has to know', 'json') }}";
		const fromItem = {
			...{ callData, agentId: '={{ $json.body.agentId }}', callId: '={{ $json.body.callId }}' },
		};
		const fromNode = {
			callData,
			agentId: "={{ $('Webhook').first().json.body.agentId }}",
			callId: "={{ $('Webhook').first().json.body.callId }}",
		};

		test.each([
			['keeps the call of $json, in AI Agent 2', 'item-2', fromItem, 2.2, true],
			["keeps the call of $('Webhook'), in AI Agent 3", 'node-3', fromNode, 3, true],
			['is given the argument as $json by n8n, in AI Agent 3', 'item-3', fromItem, 3, false],
		])('%s', async (_, webhook, parameters, typeVersion, isKept) => {
			const meant = simulator.startCall('101');
			const other = simulator.startCall('101');
			const body = { agentId: '101', callId: other, note: 'asks for a refund' };
			const workflow = await agentWithTool(webhook, {}, parameters, {
				typeVersion,
				usesResponsesApi: false,
			});
			model.script({ body });
			const handover = { ...question, agentId: '101', callId: meant };
			expect(await workflow.post(handover)).toMatchObject({ status: 200 });
			expect(simulator.history(isKept ? other : meant)).toEqual([]);
			expect(simulator.history(isKept ? meant : other)).toEqual([JSON.stringify(body)]);
		});
	});

	/** What the tool gave, in the model's last question. */
	function toldToTheModel(): unknown {
		return JSON.parse(model.asked.at(-1)?.toolResults.at(-1) ?? 'null');
	}

	describe('when the gateway refuses', () => {
		const toAnEndedCall = { Agent_ID: '101', Call_ID: 'ended', Call_Data: 'Jane Doe' };

		test('tells the model why, what to do and the retcode, with On Error = Continue', async () => {
			model.script(toAnEndedCall);
			const workflow = await agentWithTool('continue', { onError: 'continueRegularOutput' });
			expect(await workflow.post(question)).toMatchObject({ status: 200 });
			const description: unknown = expect.stringContaining("Check 'Agent ID' and 'Call ID'.");
			expect(model.asked).toHaveLength(2);
			expect(toldToTheModel()).toEqual([
				{ error: { message: refusal, description, retcode: '400-001', attempts: 1 } },
			]);
		});

		const isTold = version === newest;
		test(`${isTold ? 'tells the model why' : 'ends the run'}, by default`, async () => {
			model.script(toAnEndedCall);
			const workflow = await agentWithTool('default');
			expect(await workflow.post(question)).toMatchObject({ status: isTold ? 200 : 500 });
			const told = [[], [JSON.stringify([{ error: refusal }])]];
			expect(model.asked.map(({ toolResults }) => toolResults)).toEqual(isTold ? told : [[]]);
			const id = await newestExecution(n8n.owner, workflow.id);
			const { status, error } = await finishedExecution(n8n.owner, id);
			if (isTold) expect(status).toBe('success');
			else expect(error).toMatchObject({ message: refusal });
		});
	});
});
