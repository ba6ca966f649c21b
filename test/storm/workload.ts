import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Simulator } from '../simulator';
import type { WorkflowJson } from '../support/engine';
import { putThrough } from '../support/gateway';
import { nodeWorkflow } from '../support/node-workflow';

/** What a storm is made of. */
export interface StormSettings {
	readonly items: number;
	readonly agents: number;
	/** Share of the requests that meet a fault, 0 to 1. */
	readonly rate: number;
	/** Of the generator that picks the faults. */
	readonly seed: number;
	/** How long the gateway is down in the middle of the storm. */
	readonly downMs: number;
	/** Whether some answers come too late: each takes a whole timeout. */
	readonly tooLate: boolean;
	/** The node's options. */
	readonly atOnce: number;
	readonly maxRetries: number;
	readonly timeoutS: number;
}

/** One item: no other item has its value. */
export interface StormItem {
	readonly index: number;
	/** The how manieth item it is for its call, from 0. */
	readonly turn: number;
	readonly agentId: string;
	readonly callId: string;
	readonly guid: string;
	readonly cookie: string;
	readonly value: string;
	/** Whether the value goes to the gateway as Base64. */
	readonly encoded: boolean;
}

const FIRST_AGENT_ID = 101;
const ITEMS_PER_GUID = 5;

/** Signs the agents in, puts a call through to each, and deals the items out to them in turn. */
export function itemsFor(simulator: Simulator, { items, agents }: StormSettings): StormItem[] {
	const cast = Array.from({ length: agents }, (_, position) => {
		const agent = putThrough(simulator, String(FIRST_AGENT_ID + position));
		const guids = [agent.guid];
		while (guids.length * ITEMS_PER_GUID < items / agents) {
			guids.push(simulator.renewGuid(agent.agentId));
		}
		return { agent, guids, encoded: position % 2 === 1 };
	});
	return Array.from({ length: Math.ceil(items / agents) }, (_, turn) =>
		cast.map(({ agent, guids, encoded }, position) => {
			const index = turn * agents + position;
			const guid = guids[Math.floor(turn / ITEMS_PER_GUID)] ?? agent.guid;
			return { ...agent, index, turn, guid, encoded, value: valueOf(index) };
		}),
	)
		.flat()
		.slice(0, items);
}

/** The workflow of a storm: everything that an item needs comes with it. */
export function workflowFor({ atOnce, maxRetries, timeoutS }: StormSettings): WorkflowJson {
	const parameters = {
		isDataEncoded: '={{ $json.encoded }}',
		base64Encoding: 'encode',
		options: {
			guid: '={{ $json.guid }}',
			cookie: '={{ $json.cookie }}',
			maxConcurrency: atOnce,
			maxRetries,
			timeout: timeoutS,
		},
	};
	return nodeWorkflow(parameters, { onError: 'continueRegularOutput' });
}

/** An item as it goes into the workflow. */
export function inputOf(item: StormItem): INodeExecutionData {
	const { agentId, callId, guid, cookie, value, encoded } = item;
	const json: IDataObject = { agentId, callId, guid, cookie, text: value, encoded };
	return { json };
}

function valueOf(index: number): string {
	return `Kundin Jürgens, Vertrag ${String(index).padStart(6, '0')}, will zum Monatsende kündigen`;
}
