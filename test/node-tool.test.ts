import { type INode, type INodeParameters, NodeConnectionTypes } from 'n8n-workflow';
import { type Simulator, startSimulator } from './simulator';
import { type Engine, outputOf, startEngine, type WorkflowJson } from './support/engine';
import { type Agent, credentialFor, putThrough } from './support/gateway';
import { CREDENTIAL } from './support/node-workflow';

let engine: Engine;
let simulator: Simulator;
let agent: Agent;

beforeAll(async () => {
	[simulator, engine] = await Promise.all([startSimulator(), startEngine()]);
});

afterAll(async () => {
	await Promise.all([simulator.stop(), engine.stop()]);
});

beforeEach(async () => {
	simulator.reset();
	agent = putThrough(simulator, '20001', 'the call of the item');
	simulator.startCall('20001', 'the call of the model');
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, agent.guid));
});

/** An AI agent that has the node as its tool, and a model that gives these arguments. */
function toolWorkflow(parameters: INodeParameters, given: Record<string, string>): WorkflowJson {
	const modelArguments = JSON.stringify(given);
	const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({
		...{ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} },
		...more,
	});
	return {
		name: 'Tool',
		nodes: [
			node('Items', 'n8n-nodes-base.manualTrigger'),
			node('AI Agent', '@n8n/n8n-nodes-langchain.agent', { parameters: { modelArguments } }),
			node('Tool', 'n8n-nodes-cc-gateway.ccGatewayTool', {
				parameters,
				credentials: { ccGatewayApi: { id: null, name: CREDENTIAL } },
			}),
		],
		connections: {
			Items: { main: [[{ node: 'AI Agent', type: NodeConnectionTypes.Main, index: 0 }]] },
			Tool: { ai_tool: [[{ node: 'AI Agent', type: NodeConnectionTypes.AiTool, index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

test("as a tool, an argument of the model does not take the place of the item's value", async () => {
	const parameters = {
		agentId: '={{ $json.agentId }}',
		callId: '={{ $json.callId }}',
		callData: "={{ $fromAI('callId', 'Anything that the agent should see', 'string') }}",
	};
	const workflow = toolWorkflow(parameters, { callId: 'the call of the model' });

	const run = await engine.run(workflow, { items: [{ json: { ...agent } }] });

	expect(run.status).toBe('success');
	expect(outputOf(run, 'AI Agent')[0]?.json['answer']).toContain('"retcode":"0"');
	expect(simulator.history('the call of the item')).toEqual(['the call of the model']);
	expect(simulator.history('the call of the model')).toEqual([]);
});

test('as a tool, an argument that the model leaves empty fails, and nothing is sent', async () => {
	const parameters = {
		agentId: '={{ $json.agentId }}',
		callId: "={{ $fromAI('Call_ID', 'The call', 'string') }}",
		callData: 'some data',
	};
	const run = await engine.run(toolWorkflow(parameters, { Call_ID: '' }), {
		items: [{ json: { ...agent } }],
	});

	expect(run.data.resultData.error?.message).toContain("The expression in 'Call ID' gave nothing");
	expect(simulator.requestCount).toBe(0);
});
