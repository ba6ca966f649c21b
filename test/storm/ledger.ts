import type { INodeExecutionData } from 'n8n-workflow';
import type { SeenRequest } from '../simulator';
import { parseFields } from '../simulator/parse';
import type { Evidence } from './evidence';
import { type Reason, reasonOf } from './reasons';
import { type Turn, withTurns } from './turns';
import type { StormItem } from './workload';

/** What the node reported of an item; `unclear` is neither, with the words that it came with. */
export type Outcome =
	| { readonly kind: 'written' }
	| { readonly kind: 'failed'; readonly reason: Reason }
	| { readonly kind: 'unclear'; readonly text: string };

/** All that is known of one item. */
export interface Account extends Turn {
	readonly item: StormItem;
	/** Undefined when nothing came out. */
	readonly outcome: Outcome | undefined;
	/** The requests that brought its value to the gateway, in order. */
	readonly tries: readonly SeenRequest[];
	/** Whether the gateway has ever set its value. */
	readonly wasSet: boolean;
}

/** The evidence, sorted by item. */
export interface Ledger extends Evidence {
	/** In the order of the items. */
	readonly accounts: readonly Account[];
	/** The same by call, in the order of the items. */
	readonly lanes: ReadonlyMap<string, readonly Account[]>;
	/** Requests that belong to no item. */
	readonly strays: readonly SeenRequest[];
}

/** "Method Name in Logs" of the only interface that is used. */
const METHOD = 'setCallAppDataEx';

/** Sorts the evidence. */
export function openLedger(evidence: Evidence): Ledger {
	const { items, outputs, histories } = evidence;
	const outputOf = new Map(outputs.map((output) => [indexOf(output), output]));
	const values = new Set(items.map(({ value }) => value));
	const belongs = (request: SeenRequest): boolean =>
		request.name === METHOD && values.has(valueOf(request));
	const triesOf = groupBy(evidence.requests.filter(belongs), valueOf);
	const set = new Set([...histories.values()].flat());

	const sorted = items.map((item) => ({
		item,
		outcome: readOutcome(outputOf.get(item.index)),
		tries: triesOf.get(item.value) ?? [],
		wasSet: set.has(item.value),
	}));
	const lanes = new Map(
		[...groupBy(sorted, ({ item }) => item.callId)].map(([callId, lane]) => [
			callId,
			withTurns(lane, evidence),
		]),
	);
	return {
		...evidence,
		accounts: [...lanes.values()].flat().sort((a, b) => a.item.index - b.item.index),
		lanes,
		strays: evidence.requests.filter((request) => !belongs(request)),
	};
}

/** The index of the item that an output item says it comes from. */
export function indexOf({ pairedItem }: INodeExecutionData): number {
	const isOne = typeof pairedItem === 'object' && !Array.isArray(pairedItem);
	return isOne ? pairedItem.item : Number.NaN;
}

function groupBy<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string) {
	const groups = new Map<string, Entry[]>();
	for (const entry of entries) {
		const group = groups.get(keyOf(entry));
		if (group) group.push(entry);
		else groups.set(keyOf(entry), [entry]);
	}
	return groups;
}

function readOutcome(output: INodeExecutionData | undefined): Outcome | undefined {
	if (output === undefined) return undefined;
	const { error, retcode } = output.json;
	if (error === undefined && (retcode === '0' || retcode === 0)) return { kind: 'written' };
	const text = typeof error === 'string' ? error : JSON.stringify(output.json);
	const reason = reasonOf(text);
	return reason === undefined ? { kind: 'unclear', text } : { kind: 'failed', reason };
}

function valueOf({ body }: SeenRequest): string {
	const { calldata, isDataEncoded } = parseFields(body) ?? {};
	const text = typeof calldata === 'string' ? calldata : '';
	return isDataEncoded === true ? Buffer.from(text, 'base64').toString('utf8') : text;
}
