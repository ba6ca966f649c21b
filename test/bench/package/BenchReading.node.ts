import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { readJob } from '../../../nodes/CcGateway/fields/items';
import { readersOf } from '../../../nodes/CcGateway/fields/read';
import { operationNamed } from '../../../nodes/CcGateway/operations';
import { likeOurNode, READ_AT_ONCE, succeeded } from './likeOurNode';

/** The CC-Gateway node, fields and all, that reads and checks every item and sends none. */
export class BenchReading implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchReading', 'Bench Reading');

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = operationNamed(this.getNodeParameter('operation', 0));
		const readerOf = readersOf(this);
		const jobs = await pLimit(READ_AT_ONCE).map(
			this.getInputData(),
			async (_, index) => await readJob(this, operation, readerOf(index), index),
		);
		return [jobs.map(({ index }) => succeeded(index))];
	}
}
