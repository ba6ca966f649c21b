import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { CcGateway } from '../../../nodes/CcGateway/CcGateway.node';
import { itemReader } from '../../../nodes/CcGateway/items';
import { toItems } from '../../../nodes/CcGateway/output';

const { inputs, outputs, properties } = new CcGateway().description;
const SUCCESS = { message: 'success', retcode: '0', result: {} };

/** The engine floor: the CC-Gateway node, fields and all, that reads every item and sends none. */
export class BenchFloor implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Floor',
		name: 'benchFloor',
		group: ['output'],
		version: 1,
		description: 'Reads and checks every item, and sends nothing',
		defaults: { name: 'Bench Floor' },
		inputs,
		outputs,
		properties,
		credentials: [{ name: 'ccGatewayApi', required: true }],
	};

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const readItem = itemReader(this);
		const output: INodeExecutionData[] = [];
		for (const index of this.getInputData().keys()) {
			await readItem(index);
			output.push(...toItems({ reply: { ...SUCCESS }, attempts: 1 }, index));
		}
		return [output];
	}
}
