import type { PackageDirectoryLoader } from 'n8n-core';
import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type INodeTypes,
	type IVersionedNodeType,
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

/** The few built-in nodes that our workflows use; what a trigger brings in is pinned to it. */
const BUILT_IN: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': new PassThrough('manualTrigger', 'Manual Trigger', {
		group: ['trigger'],
		inputs: [],
	}),
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
		if (type.startsWith(prefix)) return this.#loader.getNode(type.slice(prefix.length)).type;
		const builtIn = BUILT_IN[type];
		if (builtIn === undefined) throw new Error(`The engine of the tests does not know ${type}`);
		return builtIn;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes(): IDataObject {
		return {};
	}
}
