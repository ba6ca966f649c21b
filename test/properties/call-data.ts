import fc from 'fast-check';
import { bytes } from './base64';
import { halfPaired, nothing, padding, wellFormed } from './text';
import { isBlank, isBlankJson, jsonText, jsonTree, jsonValue } from './values';

/** "The maximum value of the original content is 16 KB." */
export const MAX_BYTES = 16_384;

const on = fc.constantFrom(true, 'true');
const off = fc.constantFrom(false, 'false', '', null, undefined);

/** Fields of the node, by the name under which n8n gives them. */
export type Fields = Readonly<Record<string, unknown>>;

/** The fields that together say what the call data is, where it has to be taken. */
export interface CallDataSample {
	readonly fields: Fields;
	/** The bytes that the agent's desktop is to show; undefined when there are none. */
	readonly original: Buffer | undefined;
	readonly isDataEncoded: boolean;
}

/** Call data in each way of entering it. */
export const goodCallData: fc.Arbitrary<CallDataSample> = fc
	.oneof(
		entered('text', 'callData', fc.oneof(texts(), scalars(), trees(), dates())),
		entered('json', 'callDataJson', fc.oneof(jsonTexts(), scalars(), trees())),
		entered('fields', 'callDataFields.field', rows()),
		alreadyBase64(),
	)
	.filter(({ original }) => original === undefined || original.length <= MAX_BYTES);

/** What is put into the field, and the text that it stands for. */
interface Entry {
	readonly value: unknown;
	readonly text: string;
}

/** JSON and fields are always encoded by the node, whatever Base64 Encoding says. */
function entered(
	way: 'text' | 'json' | 'fields',
	field: string,
	entries: fc.Arbitrary<Entry>,
): fc.Arbitrary<CallDataSample> {
	const anyEncoding = fc.constantFrom('encode', 'already', undefined);
	const encode = fc.constantFrom('encode', undefined);
	const switches = fc.oneof(
		fc.record({ isDataEncoded: off, base64Encoding: anyEncoding }),
		fc.record({
			isDataEncoded: on,
			base64Encoding: way === 'text' ? encode : anyEncoding,
		}),
	);
	const ways = way === 'text' ? fc.constantFrom(way, undefined) : fc.constant(way);
	return fc.tuple(entries, switches, ways).map(([{ value, text }, chosen, specifyCallData]) => ({
		fields: { specifyCallData, [field]: value, ...chosen },
		original: isBlank(text) ? undefined : Buffer.from(text),
		isDataEncoded: String(chosen.isDataEncoded) === 'true',
	}));
}

function texts(): fc.Arbitrary<Entry> {
	const padded = fc
		.tuple(wellFormed, padding)
		.map(([text, pad]) => ({ value: pad(text), text: pad(text) }));
	const full = fc
		.constantFrom('a', 'ab', '客户!!')
		.map((text) => text.repeat(MAX_BYTES / Buffer.byteLength(text)));
	return fc.oneof(
		{ weight: 30, arbitrary: padded },
		{ weight: 3, arbitrary: nothing.map((value) => ({ value, text: '' })) },
		{ weight: 1, arbitrary: full.map((text) => ({ value: text, text })) },
	);
}

function scalars(): fc.Arbitrary<Entry> {
	return fc
		.oneof(
			fc.boolean(),
			fc.maxSafeInteger(),
			fc.double({ noInteger: true, noNaN: true, noDefaultInfinity: true }),
			fc.constant(-0),
		)
		.map((value) => ({ value, text: String(value) }));
}

function trees(): fc.Arbitrary<Entry> {
	return jsonTree.map((value) => ({
		value,
		text: isBlankJson(value) ? '' : JSON.stringify(value),
	}));
}

function dates(): fc.Arbitrary<Entry> {
	return fc.date({ noInvalidDate: true }).map((value) => ({ value, text: value.toISOString() }));
}

/** As it was typed: parsed and written again, long numbers would lose their last digits. */
function jsonTexts(): fc.Arbitrary<Entry> {
	const long = fc.constant('{ "ticket": 12345678901234567890, "__proto__": 1, "ticket": 1E400 }');
	const full = fc.constant(`"${'x'.repeat(MAX_BYTES - 2)}"`);
	const spread = jsonValue.map((value) => JSON.stringify(value, null, '\t'));
	const typed = fc.oneof(
		{ weight: 20, arbitrary: jsonText },
		{ weight: 20, arbitrary: spread },
		{ weight: 5, arbitrary: long },
		full,
	);
	return fc.tuple(typed, padding).map(([text, pad]) => {
		const isNothing = isBlankJson(JSON.parse(text));
		return { value: pad(text), text: isNothing ? '' : text };
	});
}

/** Names keep their order, also those that are numbers; a row without a value is left out. */
function rows(): fc.Arbitrary<Entry> {
	const names = fc
		.oneof(wellFormed, halfPaired, fc.constantFrom('__proto__', '10', '9', 'toString'))
		.filter((name) => name.trim() !== '');
	const contents = fc.oneof(jsonValue, halfPaired).filter((value) => !isInexact(value));
	const values = fc.oneof({ weight: 4, arbitrary: contents }, nothing);
	const row = fc.record({ name: names, value: values });
	return fc.uniqueArray(row, { maxLength: 4, selector: ({ name }) => name.trim() }).map((value) => {
		const members = value
			.filter((one) => !isBlank(one.value))
			.map((one) => [one.name.trim(), one.value].map((part) => JSON.stringify(part)).join(':'));
		return { value, text: members.length === 0 ? '' : `{${members.join(',')}}` };
	});
}

function isInexact(value: unknown): boolean {
	return Number.isInteger(value) && !Number.isSafeInteger(value);
}

function alreadyBase64(): fc.Arbitrary<CallDataSample> {
	const full = fc.constant(Buffer.alloc(MAX_BYTES, 0xff));
	const originals = fc.oneof({ weight: 20, arbitrary: bytes }, { weight: 1, arbitrary: full });
	return fc.tuple(originals, on).map(([original, isDataEncoded]) => ({
		fields: {
			...{ specifyCallData: 'text', callData: original.toString('base64') },
			...{ isDataEncoded, base64Encoding: 'already' },
		},
		original,
		isDataEncoded: true,
	}));
}
