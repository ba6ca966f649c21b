import fc from 'fast-check';
import { badCallDataFields } from './bad-call-data';
import { type Fields, goodCallData } from './call-data';
import type { AgentIdMax } from './credential-fields';
import { guidField } from './header-fields';
import { agentIdField, callIdField, optionFields } from './node-fields';
import { notText, spoil, type Spoilt } from './sample';
import { halfPaired, notHeaderText, nothing, wellFormed } from './text';
import type { Meaning } from './validator';
import { jsonText } from './values';

/** The fields of the node for one item, and what they mean; '' and undefined leave it to the credential. */
export interface NodeSample {
	readonly fields: Fields;
	readonly means: Meaning;
}

/** The same where one of the fields may have to be refused. */
export interface JudgedNode extends NodeSample {
	/** The name of that field; undefined where all are good. */
	readonly bad: string | undefined;
}

const { cookie, maxConcurrency, maxRetries, timeout } = optionFields;
const { sendEmptyCallData, currentCallIfEmpty } = optionFields;

/** Options that have to be taken, and what each means. */
export const goodOptions = fc
	.record({
		cookie: cookie.good,
		maxConcurrency: maxConcurrency.good,
		maxRetries: maxRetries.good,
		sendEmptyCallData: sendEmptyCallData.good,
		currentCallIfEmpty: currentCallIfEmpty.good,
		timeout: timeout.good,
	})
	.map((options) => ({
		fields: Object.fromEntries(
			Object.entries(options).map(([name, { value }]) => [`options.${name}`, value]),
		),
		means: {
			cookie: options.cookie.means,
			maxConcurrency: options.maxConcurrency.means,
			maxRetries: options.maxRetries.means,
			sendEmptyCallData: options.sendEmptyCallData.means,
			currentCallIfEmpty: options.currentCallIfEmpty.means,
			timeout: options.timeout.means,
		},
	}));

/** One option that has to be refused. */
export const badOption: fc.Arbitrary<Spoilt> = fc.oneof(
	...Object.entries(optionFields).map(([name, field]) =>
		spoil(field, (value) => ({ [`options.${name}`]: value })),
	),
);

/** Fields that have to be taken by a gateway that takes agent IDs from 101 to `agentIdMax`. */
export function goodNodeFields(agentIdMax: AgentIdMax): fc.Arbitrary<NodeSample> {
	const fields = fc.record({
		agentId: agentIdField(agentIdMax).good,
		callId: callIdField.good,
		guid: guidField.good,
		callData: goodCallData,
		options: goodOptions,
	});
	return fields.map(({ agentId, callId, guid, callData, options }) => ({
		fields: {
			agentId: agentId.value,
			callId: callId.value,
			guid: guid.value,
			...callData.fields,
			...options.fields,
			...(callData.original === undefined && { 'options.sendEmptyCallData': true }),
		},
		means: {
			agentId: agentId.means,
			callId: callId.means || undefined,
			original: callData.original?.toString('hex') ?? '',
			isDataEncoded: callData.isDataEncoded,
			guid: guid.means,
			cookie: options.means.cookie || undefined,
		},
	}));
}

/** Fields of the node that are good throughout, or but for one of them. */
export function judgedNodeFields(agentIdMax: AgentIdMax): fc.Arbitrary<JudgedNode> {
	const spoilt = fc.oneof(fc.constant({ label: undefined, fields: {} }), badNodeFields(agentIdMax));
	return fc
		.tuple(goodNodeFields(agentIdMax), spoilt)
		.map(([good, bad]) => ({ ...good, fields: { ...good.fields, ...bad.fields }, bad: bad.label }));
}

/** One field of the node that has to be refused. */
function badNodeFields(agentIdMax: AgentIdMax): fc.Arbitrary<Spoilt> {
	return fc.oneof(
		spoil(agentIdField(agentIdMax), (agentId) => ({ agentId })),
		spoil(callIdField, (callId) => ({ callId })),
		spoil(guidField, (guid) => ({ guid })),
		spoil({ label: 'Call Data', bad: nothing }, noCallData),
		{ weight: 2, arbitrary: badCallDataFields },
		{ weight: 2, arbitrary: badOption },
	);
}

function noCallData(callData: unknown): Fields {
	return { specifyCallData: 'text', callData, 'options.sendEmptyCallData': false };
}

/** Fields of the node of which up to three may be anything. */
export function wildNodeFields(agentIdMax: AgentIdMax): fc.Arbitrary<Fields> {
	const bad = badNodeFields(agentIdMax).map(({ fields }) => fields);
	return fc
		.tuple(goodNodeFields(agentIdMax), fc.array(fc.oneof(bad, junk), { maxLength: 3 }))
		.map(([{ fields }, more]) => more.reduce((all, one) => ({ ...all, ...one }), fields));
}

/** Anything in any field: some of it has to be taken, some refused. */
const junk: fc.Arbitrary<Fields> = fc
	.tuple(
		fc.constantFrom('agentId', 'callId', 'callData', 'callDataJson', 'guid', 'options.cookie'),
		fc.oneof(wellFormed, halfPaired, notHeaderText, jsonText, notText),
	)
	.map(([name, value]) => ({ [name]: value }));
