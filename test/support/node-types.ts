import type { PackageDirectoryLoader } from 'n8n-core';
import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
	jsonParse,
	NodeConnectionTypes,
	NodeHelpers,
} from 'n8n-workflow';

/** Stands in for a node of n8n that hands on its items unchanged. */
class PassThrough implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(name: string, displayName: string, shape: Partial<INodeTypeDescription>) {
		this.description = {
			name,
			displayName,
			group: ['organization'],
			version: 1,
			description: '',
			defaults: { name: displayName },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
			...shape,
		};
	}

	execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return Promise.resolve([this.getInputData()]);
	}
}

/** Stands in for the AI Agent: calls each of its tools with the arguments that a model would give. */
class Agent extends PassThrough {
	constructor() {
		const inputs = [NodeConnectionTypes.Main, NodeConnectionTypes.AiTool];
		const displayName = 'Model Arguments';
		super('agent', 'AI Agent', {
			inputs,
			properties: [{ displayName, name: 'modelArguments', type: 'json', default: '{}' }],
		});
	}

	override async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const given: unknown = this.getNodeParameter('modelArguments', 0);
		const modelArguments: unknown = typeof given === 'string' ? jsonParse(given) : given;
		const tools: unknown = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
		const answers = await Promise.all(
			[tools].flat().map(async (tool) => {
				if (!isTool(tool)) throw new Error('n8n has made no tool of the node');
				return { json: { answer: await tool.invoke(modelArguments) } };
			}),
		);
		return [answers];
	}
}

interface Tool {
	invoke(given: unknown): Promise<string>;
}

function isTool(value: unknown): value is Tool {
	return typeof value === 'object' && value !== null && 'invoke' in value;
}

/** The few built-in nodes that our workflows use; what a trigger brings in is pinned to it. */
const BUILT_IN: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': new PassThrough('manualTrigger', 'Manual Trigger', {
		group: ['trigger'],
		inputs: [],
	}),
	'@n8n/n8n-nodes-langchain.agent': new Agent(),
	'n8n-nodes-base.noOp': new PassThrough('noOp', 'No Operation, do nothing', {}),
	'n8n-nodes-base.stickyNote': new PassThrough('stickyNote', 'Sticky Note', {
		inputs: [],
		outputs: [],
	}),
};

/** Finds the node types of one loaded package and n8n's own few. */
export class NodeTypes implements INodeTypes {
	readonly #loader: PackageDirectoryLoader;

	constructor(loader: PackageDirectoryLoader) {
		this.#loader = loader;
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const prefix = `${this.#loader.packageName}.`;
		if (type.startsWith(prefix)) return this.#ofPackage(type.slice(prefix.length));
		const builtIn = BUILT_IN[type];
		if (builtIn === undefined) throw new Error(`The engine of the tests does not know ${type}`);
		return builtIn;
	}

	/** A node as a tool is the node itself, with other connections: so n8n's server makes it. */
	#ofPackage(name: string): INodeType | IVersionedNodeType {
		if (!name.endsWith('Tool')) return this.#loader.getNode(name).type;
		const { type } = this.#loader.getNode(name.slice(0, -'Tool'.length));
		if (!('execute' in type)) throw new Error('Nodes with versions are not tried as tools');
		const outputs = [NodeConnectionTypes.AiTool];
		const description = { ...type.description, name, inputs: [], outputs };
		return {
			description,
			async execute() {
				if (type.execute === undefined) throw new Error('The node cannot be run');
				return await type.execute.call(this);
			},
		};
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}
