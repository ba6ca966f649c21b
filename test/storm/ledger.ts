import type { INodeExecutionData } from 'n8n-workflow';
import { parseFields } from '../simulator/parse';
import { isDenied } from './answers';
import type { Evidence, Execution } from './evidence';
import type { Arrival } from './gateway';
import { type Outcome, readOutcome } from './outcome';
import type { StormItem } from './settings';
import { type Turn, withTurns } from './turns';

/** A value that the gateway has stored. */
export interface Stored {
	readonly gateway: number;
	readonly callId: string;
}

/** All that is known of one item. */
export interface Account extends Turn {
	readonly item: StormItem;
	/**
	 * The call that is meant: the one that the item names, or else the agent's current call when the
	 * gateway could first have carried the item out; undefined if that has not happened.
	 */
	readonly meantCallId: string | undefined;
	/** Undefined when nothing came out. */
	readonly outcome: Outcome | undefined;
	/** The requests that brought its value to a gateway, in order. */
	readonly tries: readonly Arrival[];
	/** Where its value was stored, in order, once for each time. */
	readonly stored: readonly Stored[];
}

/** The evidence, sorted by item. */
export interface Ledger extends Evidence {
	/** In the order of the items. */
	readonly accounts: readonly Account[];
	/** Those of one agent in one execution, in the order of the items. */
	readonly lanes: readonly (readonly Account[])[];
	/** The item that each request belongs to. */
	readonly owners: ReadonlyMap<Arrival, StormItem>;
	/** Requests that belong to no item. */
	readonly strays: readonly Arrival[];
}

/** "Method Name in Logs" of the only interface that is used. */
const METHOD = 'setCallAppDataEx';

/** Sorts the evidence. */
export function openLedger(evidence: Evidence): Ledger {
	const { arrivals, executions } = evidence;
	const items = new Map(
		executions.flatMap((execution) => execution.items).map((item) => [item.value, item]),
	);
	const owners = new Map<Arrival, StormItem>();
	const tries = new Map<StormItem, Arrival[]>();
	for (const arrival of arrivals) {
		const item = ownerOf(arrival, items);
		if (item === undefined) continue;
		owners.set(arrival, item);
		tries.set(item, [...(tries.get(item) ?? []), arrival]);
	}
	const closings = closingsOf(arrivals);
	const lanes = executions.flatMap((execution) => lanesOf(execution, tries, closings, evidence));
	return {
		...evidence,
		accounts: lanes.flat().sort((a, b) => a.item.index - b.item.index),
		lanes,
		owners,
		strays: arrivals.filter((arrival) => !owners.has(arrival)),
	};
}

/** The place of the item that an output item says it comes from. */
export function placeOf({ pairedItem }: INodeExecutionData): number {
	const isOne = typeof pairedItem === 'object' && !Array.isArray(pairedItem);
	return isOne ? pairedItem.item : Number.NaN;
}

/** The item whose value a request carries, if everything else in the request is the item's, too. */
function ownerOf(
	{ gateway, request }: Arrival,
	items: ReadonlyMap<string, StormItem>,
): StormItem | undefined {
	const { calldata, isDataEncoded } = parseFields(request.body) ?? {};
	const text = typeof calldata === 'string' ? calldata : '';
	const item = items.get(
		isDataEncoded === true ? Buffer.from(text, 'base64').toString('utf8') : text,
	);
	const isWhole =
		item !== undefined &&
		request.name === METHOD &&
		gateway === item.gateway &&
		request.agentId === item.agentId &&
		request.callId === item.callId &&
		request.headers['guid'] === item.guid &&
		request.headers['cookie'] === item.cookie;
	return isWhole ? item : undefined;
}

function lanesOf(
	{ items, outputs, beganMs, endedMs }: Execution,
	tries: ReadonlyMap<StormItem, readonly Arrival[]>,
	closings: ReadonlyMap<number, readonly number[]>,
	{ settings, gateways }: Evidence,
): Account[][] {
	const outputOf = new Map(outputs.map((output) => [placeOf(output), output]));
	const entries = items.map((item) => {
		const output = outputOf.get(item.place);
		const own = tries.get(item) ?? [];
		const first = own.find(({ request }) => !isDenied(request, settings.timeoutS));
		return {
			item,
			meantCallId: item.callId ?? first?.currentCallId,
			outcome: output && readOutcome(output),
			tries: own,
			stored: own.flatMap(({ gateway, request: { stored } }) =>
				stored === undefined ? [] : [{ gateway, callId: stored.callId }],
			),
		};
	});
	const lanes = new Map<string, (typeof entries)[number][]>();
	for (const entry of entries) {
		const { gateway, agentId } = entry.item;
		const name = `${gateway} ${agentId}`;
		lanes.set(name, [...(lanes.get(name) ?? []), entry]);
	}
	return [...lanes.values()].map((lane) => {
		const restart = gateways[lane[0]?.item.gateway ?? 0]?.restart;
		const closingsMs = closings.get(lane[0]?.item.gateway ?? 0) ?? [];
		return withTurns(lane, { beganMs, endedMs, restart, closingsMs, settings });
	});
}

/** When each gateway closed a kept-alive connection, in ms since 1970. */
function closingsOf(arrivals: readonly Arrival[]): Map<number, number[]> {
	const closings = new Map<number, number[]>();
	for (const { gateway, request } of arrivals) {
		if (request.fault !== 'closeAfter') continue;
		const atMs = request.atMs + (request.durationMs ?? 0);
		closings.set(gateway, [...(closings.get(gateway) ?? []), atMs]);
	}
	return closings;
}
