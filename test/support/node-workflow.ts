import {
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	NodeConnectionTypes,
} from 'n8n-workflow';
import type { WorkflowJson } from './engine';
import type { Agent } from './gateway';

const TRIGGER = 'Items';
/** Name of the node under test. */
export const CC_GATEWAY = 'CC-Gateway';
/** Name of the credential that the node under test uses. */
export const CREDENTIAL = 'CC-Gateway account';

/** Parameters that take everything from the item. */
const FROM_ITEM: INodeParameters = {
	agentId: '={{ $json.agentId }}',
	callId: '={{ $json.callId }}',
	callData: '={{ $json.text }}',
};

/** A workflow of a trigger and the node, whose two outputs are connected when it has two. */
export function nodeWorkflow(
	parameters: INodeParameters = {},
	settings: Pick<INode, 'onError'> = {},
): WorkflowJson {
	return {
		name: 'One node',
		nodes: [
			node(TRIGGER, 'n8n-nodes-base.manualTrigger'),
			{
				...node(CC_GATEWAY, 'n8n-nodes-cc-gateway.ccGateway'),
				parameters: { ...FROM_ITEM, ...parameters },
				credentials: { ccGatewayApi: { id: null, name: CREDENTIAL } },
				...settings,
			},
			node('Success', 'n8n-nodes-base.noOp'),
			node('Error', 'n8n-nodes-base.noOp'),
		],
		connections: {
			[TRIGGER]: { main: [[to(CC_GATEWAY)]] },
			[CC_GATEWAY]: {
				main:
					settings.onError === 'continueErrorOutput'
						? [[to('Success')], [to('Error')]]
						: [[to('Success')]],
			},
		},
		settings: { executionOrder: 'v1' },
	};
}

/** One item per text, all for the call of one agent. */
export function itemsOf(agent: Agent, ...texts: readonly string[]): INodeExecutionData[] {
	return texts.map((text) => ({ json: { ...agent, text } }));
}

function node(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function to(name: string) {
	return { node: name, type: NodeConnectionTypes.Main, index: 0 };
}
