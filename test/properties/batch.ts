import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import {
	type IDataObject,
	type INodeExecutionData,
	type INodeParameters,
	jsonParse,
} from 'n8n-workflow';
import type { Fields } from './call-data';
import {
	goodNodeFields,
	type JudgedNode,
	judgedNodeFields,
	type NodeSample,
	wildNodeFields,
} from './node-item';
import { nothing } from './text';
import { isBlank } from './values';

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

/** Fields whose expressions must give something, and the names that the form shows of them. */
const MUST_GIVE = {
	agentId: 'Agent ID',
	guid: 'Guid',
	callId: 'Call ID',
	specifyCallData: 'Specify Call Data',
	isDataEncoded: 'Is Data Encoded',
	'options.cookie': 'Session Cookie',
	'options.sendEmptyCallData': 'Send Empty Call Data',
	'options.currentCallIfEmpty': 'Use Current Call If Empty',
};

/** Batches whose items are each for an agent and a call of its own. */
export const judgedBatches: fc.Arbitrary<Batch<JudgedNode>> = batchesOf(
	fc
		.oneof(
			{
				weight: 9,
				arbitrary: judgedNodeFields(AGENT_ID_MAX).map((node) => ({
					...node,
					fields: filled(node.fields),
				})),
			},
			withNothing(goodNodeFields(AGENT_ID_MAX)),
		)
		.filter(({ bad }) => bad !== 'Max Agents at Once'),
	({ means: one }, { means: other }) =>
		one.agentId === other.agentId || (one.callId !== undefined && one.callId === other.callId),
);

/** Batches of anything. */
export const wildBatches: fc.Arbitrary<Batch<{ readonly fields: Fields }>> = batchesOf(
	wildNodeFields(AGENT_ID_MAX).map((fields) => ({ fields: filled(fields) })),
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

/** What is good when it is left empty by hand is said, or allowed to be nothing. */
function filled(fields: Fields): Fields {
	const said = (name: string, meaning: unknown) => ({
		[name]: isBlank(fields[name]) ? meaning : fields[name],
	});
	const isCallAllowed = isBlank(fields['callId']) && isSwitch(fields['options.currentCallIfEmpty']);
	return {
		...fields,
		...said('specifyCallData', 'text'),
		...said('base64Encoding', 'encode'),
		...said('isDataEncoded', false),
		...said('options.sendEmptyCallData', false),
		...said('options.currentCallIfEmpty', false),
		...(isCallAllowed && { 'options.currentCallIfEmpty': true }),
	};
}

function isSwitch(value: unknown): boolean {
	return isBlank(value) || [true, false, 'true', 'false'].some((one) => one === value);
}

/** Good but for one expression that gives nothing. */
function withNothing(nodes: fc.Arbitrary<NodeSample>): fc.Arbitrary<JudgedNode> {
	const names = fc.constantFrom(...Object.entries(MUST_GIVE));
	return fc.tuple(nodes, names, nothing).map(([node, [name, bad], value]) => {
		const { means } = node;
		const fields = filled(node.fields);
		const isCall = name === 'callId' && { 'options.currentCallIfEmpty': false };
		return { fields: { ...fields, ...isCall, [name]: value }, means, bad };
	});
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
		...all(['agentId', 'callId', 'guid', 'callData', 'callDataJson']),
		...all(['specifyCallData', 'isDataEncoded', 'base64Encoding']),
		callDataFields: {
			field: ROWS.map((at) => ({ name: from(`name${at}`), value: from(`value${at}`) })),
		},
		options: all([
			'cookie',
			'maxConcurrency',
			'maxRetries',
			'sendEmptyCallData',
			'currentCallIfEmpty',
			'timeout',
		]),
	};
}
