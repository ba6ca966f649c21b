import fc from 'fast-check';
import { base64LookAlike } from './base64';
import { type Fields, MAX_BYTES } from './call-data';
import { notText, spoil, type Spoilt, switchField } from './sample';
import { halfPaired, wellFormed } from './text';
import { inexact, jsonText, notJson, notScalar } from './values';

/** Bytes of the quotes around a JSON text, and of what is around the only value of an object. */
const QUOTES = 2;
const AROUND_VALUE = Buffer.byteLength('{"a":}');

const isDataEncodedField = switchField('Is Data Encoded');
const ALREADY = { isDataEncoded: true, base64Encoding: 'already' };

/** In each way of entering it. */
const badCallData: fc.Arbitrary<Fields> = fc.oneof(
	entered('text', 'callData', fc.oneof(halfPaired, tooLong(), notJson, inexact)),
	entered('json', 'callDataJson', fc.oneof(brokenJson(), tooLong(), notJson, inexact)),
	entered('fields', 'callDataFields.field', badRows()),
	fc
		.oneof(
			{ weight: 9, arbitrary: base64LookAlike },
			{ weight: 1, arbitrary: tooLong().map((text) => Buffer.from(text).toString('base64')) },
		)
		.map((callData) => ({ specifyCallData: 'text', callData, ...ALREADY })),
);

/** What no menu offers. */
const noChoice = fc.oneof(
	fc.constantFrom('Text', ' json', 'FIELDS', 'Encode', 'xml', '__proto__', 'toString'),
	inexact,
	fc.boolean(),
	notScalar,
);

/** One field of the call data that has to be refused. */
export const badCallDataFields: fc.Arbitrary<Spoilt> = fc.oneof(
	{ weight: 4, arbitrary: badCallData.map((fields) => ({ label: 'Call Data', fields })) },
	spoil({ label: 'Specify Call Data', bad: noChoice }, (specifyCallData) => ({ specifyCallData })),
	spoil({ label: 'Base64 Encoding', bad: noChoice }, (base64Encoding) => ({
		...ALREADY,
		...{ specifyCallData: 'text', callData: 'QUJD', base64Encoding },
	})),
	spoil(isDataEncodedField, (isDataEncoded) => ({ isDataEncoded })),
	spoil({ label: 'Name', bad: notText }, (name) => ({
		...{ specifyCallData: 'fields', 'callDataFields.field': [{ name, value: 'x' }] },
	})),
);

function entered(
	specifyCallData: string,
	field: string,
	values: fc.Arbitrary<unknown>,
): fc.Arbitrary<Fields> {
	return fc.tuple(values, fc.boolean()).map(([value, isDataEncoded]) => ({
		...{ specifyCallData, [field]: value },
		...{ isDataEncoded, base64Encoding: 'encode' },
	}));
}

/** One byte too long, and more, in characters of each length; JSON as well. */
function tooLong(around = 0): fc.Arbitrary<string> {
	const more = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 100 }));
	return fc.tuple(fc.constantFrom('a', 'é', '客', '😀'), more).map(([character, more]) => {
		const length = MAX_BYTES + more - around - QUOTES;
		const count = Math.floor(length / Buffer.byteLength(character));
		const text = character.repeat(count);
		return JSON.stringify(text + '!'.repeat(length - Buffer.byteLength(text)));
	});
}

function brokenJson(): fc.Arbitrary<string> {
	const cut = fc.tuple(jsonText, fc.constantFrom(',', '}', ']', ' x', '"', '\0', '\u0085'));
	return fc.oneof(
		cut.map((parts) => parts.join('')),
		fc.constantFrom('{"a":', '{a:1}', "'a'", '[1,]', 'undefined', 'NaN', '{"a":1}{', '01', '"\n"'),
		halfPaired.map((text) => `{${text}`),
		halfPaired.map((text) => `"${text.replace(/[^\ud800-\udfff]/g, '')}"`),
	);
}

function badRows(): fc.Arbitrary<unknown> {
	const row = fc.record({
		name: wellFormed.map((text) => `# ${text}`),
		value: wellFormed.map((text) => `# ${text}`),
	});
	const nameless = fc.oneof(
		fc.constantFrom(undefined, null, '', ' \n').map((name) => ({ name, value: 'x' })),
	);
	const valueless = fc.oneof(notJson, inexact).map((value) => ({ name: 'a', value }));
	return fc.oneof(
		fc.tuple(row, nameless),
		fc.tuple(nameless),
		fc.tuple(row, valueless),
		row.map((one) => [one, { ...one, name: ` ${one.name}\n` }]),
		tooLong(AROUND_VALUE).map((text) => [{ name: 'a', value: String(JSON.parse(text)) }]),
		row,
		fc.constantFrom('[]', 'name=x', 5, true),
	);
}
