import type { INodeExecutionData, INodeTypeDescription } from 'n8n-workflow';
import { CcGateway } from '../../../nodes/CcGateway/CcGateway.node';
import { SETTING } from '../../../nodes/CcGateway/gateway/request';
import { toItems } from '../../../nodes/CcGateway/output';

const { inputs, outputs, properties } = new CcGateway().description;
const SUCCESS = { message: 'success', retcode: '0', result: {} };

/** How many items our node reads at the same time. */
export const READ_AT_ONCE = 5;

/** The description of a node with the fields and the credential of ours. */
export function likeOurNode(name: string, displayName: string): INodeTypeDescription {
	return {
		displayName,
		name,
		group: ['output'],
		version: 1,
		description: 'A part of what our node does, to be measured',
		defaults: { name: displayName },
		inputs,
		outputs,
		properties,
		credentials: [{ name: 'ccGatewayApi', required: true }],
	};
}

/** The output item of an item that was written. */
export function succeeded(index: number): INodeExecutionData {
	const [item] = toItems({ reply: { ...SUCCESS }, attempts: 1 }, index, SETTING);
	return item ?? { json: {} };
}
