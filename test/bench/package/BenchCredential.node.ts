import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { likeOurNode, READ_AT_ONCE, succeeded } from './likeOurNode';

/** n8n alone: resolves the credential for every item, as many at once as our node, and nothing else. */
export class BenchCredential implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchCredential', 'Bench Credential');

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const items = this.getInputData();
		await pLimit(READ_AT_ONCE).map(items, async (_, index) => {
			await this.getCredentials('ccGatewayApi', index);
		});
		return [items.map((_, index) => succeeded(index))];
	}
}
