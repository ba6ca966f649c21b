import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { at, listAt } from '../../n8n/json';
import { amount, isFields } from '../../simulator/parse';
import { callDataOf } from '../callData';
import { startProfile } from './profiler';
import { startUsage, type Usage } from './usage';

/** What a run is measured by, from its first node to its last; runs are one at a time. */
interface Running {
	readonly end: () => Usage;
	readonly endProfile: (() => Promise<void>) | undefined;
}

let running: Running | undefined;

/** Before the contender it makes the items and starts the clocks; after it, it reads them. */
export class BenchMeter implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bench Meter',
		name: 'benchMeter',
		group: ['transform'],
		version: 1,
		description: 'Measures the node between two of its kind',
		defaults: { name: 'Bench Meter' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		properties: [
			{
				displayName: 'Measured Node',
				name: 'measuredNode',
				type: 'string',
				default: '',
				description: 'Node whose end this is; empty at the start',
			},
		],
	};

	/** Called by n8n. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const measured: unknown = this.getNodeParameter('measuredNode', 0);
		const isEnd = typeof measured === 'string' && measured !== '';
		return isEnd ? await end(this, measured) : await begin(this);
	}
}

async function begin(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const order: unknown = context.getInputData()[0]?.json['body'];
	const fields = isFields(order) ? order : {};
	const load = { run: amount(fields, 'run'), bytes: amount(fields, 'bytes') };
	const agents = listAt(order, 'agents');
	const items = Array.from({ length: amount(fields, 'items') }, (_, index) => {
		const agent = agents[index % agents.length];
		const json = { ...(isFields(agent) ? agent : {}), callData: callDataOf(load, index) };
		return { json, pairedItem: { item: 0 } };
	});
	const { profile } = fields;
	const endProfile = typeof profile === 'string' ? await startProfile(profile) : undefined;
	running = { endProfile, end: startUsage(items.length > 1) };
	return [items];
}

async function end(context: IExecuteFunctions, measured: string): Promise<INodeExecutionData[][]> {
	if (running === undefined) throw new Error('Nothing is measured');
	const usage = running.end();
	await running.endProfile?.();
	const items = context.getInputData();
	// Not in n8n's types for nodes, but what the execution is recorded by.
	const run = at(context, 'runExecutionData', 'resultData', 'runData', measured, 0);
	const result = {
		...usage,
		executionTimeMs: Number(at(run, 'executionTime')),
		items: items.length,
		succeeded: items.filter(({ json }) => json['retcode'] === '0').length,
	};
	return [[{ json: result, pairedItem: { item: 0 } }]];
}
