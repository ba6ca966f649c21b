import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { readJob } from '../../../nodes/CcGateway/fields/items';
import { operationNamed } from '../../../nodes/CcGateway/operations';
import { likeOurNode, succeeded } from './likeOurNode';

/** As many as the node. */
const READ_AT_ONCE = 5;

/** The CC-Gateway node, fields and all, that reads and checks every item and sends none. */
export class BenchReading implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchReading', 'Bench Reading');

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = operationNamed(this.getNodeParameter('operation', 0));
		const jobs = await pLimit(READ_AT_ONCE).map(
			this.getInputData(),
			async (_, index) => await readJob(this, operation, index),
		);
		return [jobs.map(({ index }) => succeeded(index))];
	}
}
