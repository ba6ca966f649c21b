import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { testConnection } from './credentialTest';
import { optionsField } from './fields/options';
import { operationFields, operationSubtitle } from './operations';
import { run } from './run';

/** The CC-Gateway node: attaches data to live calls of a contact centre. */
export class CcGateway implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'CC-Gateway',
		name: 'ccGateway',
		icon: { light: 'file:ccGateway.svg', dark: 'file:ccGateway.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: operationSubtitle,
		description: "Attach call-associated data to a live call on Huawei's CC-Gateway",
		defaults: { name: 'CC-Gateway' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'ccGatewayApi', required: true, testedBy: 'ccGatewayApiConnectionTest' }],
		properties: [...operationFields, optionsField],
	};

	methods = { credentialTest: { ccGatewayApiConnectionTest: testConnection } };

	/** See {@link run}. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await run(this);
	}
}
