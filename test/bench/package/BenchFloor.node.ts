import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { likeOurNode, succeeded } from './likeOurNode';

/** The engine floor: n8n evaluates the node's expressions, and resolves its credential once. */
export class BenchFloor implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchFloor', 'Bench Floor');

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		await this.getCredentials('ccGatewayApi', 0);
		const items = this.getInputData();
		for (const index of items.keys()) {
			for (const field of ['agentId', 'guid', 'callId', 'callData', 'options']) {
				this.getNodeParameter(field, index);
			}
		}
		return [items.map((_, index) => succeeded(index))];
	}
}
