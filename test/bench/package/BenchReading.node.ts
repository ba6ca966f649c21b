import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { readItems } from '../../../nodes/CcGateway/items';
import { likeOurNode, succeeded } from './likeOurNode';

/** The CC-Gateway node, fields and all, that reads and checks every item and sends none. */
export class BenchReading implements INodeType {
	description: INodeTypeDescription = likeOurNode('benchReading', 'Bench Reading');

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const jobs = await readItems(
			this,
			Array<undefined>(this.getInputData().length).fill(undefined),
		);
		return [jobs.map(({ index }) => succeeded(index))];
	}
}
