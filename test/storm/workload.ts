import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Simulator } from '../simulator';
import { generator } from '../simulator/random';
import type { WorkflowJson } from '../support/engine';
import { nodeWorkflow } from '../support/node-workflow';
import type { StormGateway } from './gateway';
import type { StormItem, StormSettings } from './settings';

const ITEMS_PER_GUID = 5;
/** How likely an item is for the same agent as the one before. */
const SAME_AGENT_RATE = 0.4;
const CALL_ID_RATE = 0.5;

/** What an expression gives that gives no Call ID. */
const NOTHING = ['', null, undefined] as const;

/** A cookie of its own that a load balancer may add; the gateway does not look at it. */
const SECOND_COOKIE = 'variant=b; ';

/** Makes the items of the executions, one execution after the other. */
export interface ItemSource {
	/**
	 * Makes the items of the next execution from the calls as they are now; none when all have been
	 * made. Each agent has several Guids in turn, and two cookies that are good.
	 */
	next(): readonly StormItem[];
}

interface StormAgent {
	readonly gateway: number;
	readonly simulator: Simulator;
	readonly agentId: string;
	readonly cookie: string;
	/** The newest one. */
	guid: string;
	/** How many items there are for the agent so far. */
	count: number;
}

/** Signs all agents in and gets ready to make items. */
export function startItems(gateways: readonly StormGateway[], settings: StormSettings): ItemSource {
	const random = generator(settings.seed);
	const agents = gateways.map(({ simulator, agentIds }, gateway) =>
		agentIds.map((agentId): StormAgent => {
			return { gateway, simulator, agentId, ...simulator.signIn(agentId), count: 0 };
		}),
	);
	const pick = <Entry>(entries: readonly Entry[]): Entry | undefined =>
		entries[Math.floor(random() * entries.length)];
	let index = 0;
	let execution = 0;

	const make = (place: number, agent: StormAgent): StormItem => {
		const { gateway, simulator, agentId } = agent;
		if (agent.count % ITEMS_PER_GUID === 0) agent.guid = simulator.renewGuid(agentId);
		agent.count += 1;
		index += 1;
		return {
			index: index - 1,
			execution,
			place,
			gateway,
			agentId,
			callId: random() < CALL_ID_RATE ? pick(simulator.callsOf(agentId)) : undefined,
			guid: agent.guid,
			cookie: random() < 0.5 ? agent.cookie : SECOND_COOKIE + agent.cookie,
			value: valueOf(index - 1),
			encoded: random() < 0.5,
		};
	};
	return {
		next: () => {
			const count = Math.min(settings.batch, settings.items - index);
			const items: StormItem[] = [];
			let agent: StormAgent | undefined;
			while (items.length < count) {
				if (agent === undefined || random() >= SAME_AGENT_RATE) agent = pick(pick(agents) ?? []);
				if (agent === undefined) throw new Error('A storm needs gateways with agents');
				items.push(make(items.length, agent));
			}
			execution += 1;
			return items;
		},
	};
}

/** The workflow of a storm: everything that an item needs comes with it. */
export function workflowFor({ atOnce, maxRetries, timeoutS }: StormSettings): WorkflowJson {
	const parameters = {
		guid: '={{ $json.guid }}',
		isDataEncoded: '={{ $json.encoded }}',
		options: {
			cookie: '={{ $json.cookie }}',
			currentCallIfEmpty: true,
			maxConcurrency: atOnce,
			maxRetries,
			timeout: timeoutS,
		},
	};
	return nodeWorkflow(parameters, { onError: 'continueRegularOutput' });
}

/** An item as it goes into the workflow; the credential takes its gateway from it, too. */
export function inputOf(item: StormItem, { simulator }: StormGateway): INodeExecutionData {
	const { index, agentId, guid, cookie, value, encoded } = item;
	const callId = item.callId ?? NOTHING[index % NOTHING.length];
	const { host, port } = simulator;
	const json: IDataObject = { agentId, callId, guid, cookie, text: value, encoded, host, port };
	return { json };
}

function valueOf(index: number): string {
	return `Kundin Jürgens, Vertrag ${String(index).padStart(6, '0')}, will zum Monatsende kündigen`;
}
