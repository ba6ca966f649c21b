import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	jsonParse,
} from 'n8n-workflow';
import type { Fields } from './call-data';
import { type JudgedNode, judgedNodeFields, wildNodeFields } from './node-item';

/** What one execution of the node works on. */
export interface Batch<Node> {
	/** Takes all from the item, by expressions that the node reads itself or leaves to n8n. */
	readonly parameters: INodeParameters;
	/** The fields of each item. */
	readonly nodes: readonly Node[];
}

/** Largest agent ID of the credential and the gateway that batches are for. */
export const AGENT_ID_MAX = 999_999;

const MOST_ITEMS = 300;
const MOST_SHRINKS = 40;

/** The rows that Call Data has in the workflow, when it is entered using fields. */
const ROWS = [0, 1] as const;

/** Batches whose items are each for an agent and a call of its own. */
export const judgedBatches: fc.Arbitrary<Batch<JudgedNode>> = batchesOf(
	judgedNodeFields(AGENT_ID_MAX),
	({ means: one }, { means: other }) =>
		one.agentId === other.agentId || (one.callId !== undefined && one.callId === other.callId),
);

/** Batches of anything. */
export const wildBatches: fc.Arbitrary<Batch<{ readonly fields: Fields }>> = batchesOf(
	wildNodeFields(AGENT_ID_MAX).map((fields) => ({ fields })),
	() => false,
);

/** The item of n8n that gives these fields. */
export function itemOf(fields: Fields): INodeExecutionData {
	const { 'callDataFields.field': rows, ...others } = fields;
	const named = Object.entries(others).map(([name, value]) => [
		name.replace('options.', ''),
		value,
	]);
	const inRows = listOf(rows).flatMap((row, at) =>
		Object.entries(row).map(([name, value]: [string, unknown]) => [`${name}${at}`, value]),
	);
	const text = JSON.stringify(Object.fromEntries([...named, ...inRows]));
	return { json: jsonParse<IDataObject>(text) };
}

function batchesOf<Node extends { readonly fields: Fields }>(
	nodes: fc.Arbitrary<Node>,
	comparator: (one: Node, other: Node) => boolean,
): fc.Arbitrary<Batch<Node>> {
	const carried = nodes.filter(({ fields }) => isCarried(fields) && isPatient(fields));
	const length = { minLength: 1, maxLength: MOST_ITEMS, size: 'max' } as const;
	const batches = fc.record({
		parameters: fc.boolean().map(parametersOf),
		nodes: fc.uniqueArray(carried, { ...length, comparator }),
	});
	return fc.limitShrink(batches, MOST_SHRINKS);
}

/** Whether the JSON of an item can hold the fields, and the workflow has their rows. */
function isCarried({ 'callDataFields.field': rows, ...others }: Fields): boolean {
	const areRows = rows === undefined || listOf(rows).length === ROWS.length;
	return areRows && [rows, ...Object.values(others)].every(isJson);
}

/** Whether a gateway on a busy machine has time enough for its answer. */
function isPatient({ 'options.timeout': seconds }: Fields): boolean {
	const isHasty = typeof seconds === 'string' || typeof seconds === 'number';
	return !isHasty || !(Number(seconds) < 60);
}

function isJson(value: unknown): boolean {
	try {
		const text: unknown = JSON.stringify(value);
		return typeof text === 'string'
			? isDeepStrictEqual(JSON.parse(text), value)
			: value === undefined;
	} catch {
		return false;
	}
}

function listOf(rows: unknown): object[] {
	const list: unknown[] = Array.isArray(rows) ? rows : [];
	return list.filter((row) => typeof row === 'object' && row !== null);
}

function parametersOf(isPlain: boolean): INodeParameters {
	const from = (name: string) => (isPlain ? `={{ $json.${name} }}` : `={{ ($json.${name}) }}`);
	const all = (names: readonly string[]) =>
		Object.fromEntries(names.map((name) => [name, from(name)]));
	return {
		...all(['agentId', 'callId', 'callData', 'callDataJson']),
		...all(['specifyCallData', 'isDataEncoded', 'base64Encoding']),
		callDataFields: {
			field: ROWS.map((at) => ({ name: from(`name${at}`), value: from(`value${at}`) })),
		},
		options: all([
			'guid',
			'cookie',
			'maxConcurrency',
			'maxRetries',
			'sendEmptyCallData',
			'timeout',
		]),
	};
}
