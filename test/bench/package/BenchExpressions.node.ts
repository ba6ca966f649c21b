import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { likeOurNode, succeeded } from './likeOurNode';

/** n8n alone: evaluates the node's expressions, and resolves its credential once. */
export class BenchExpressions implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchExpressions', 'Bench Expressions');

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
