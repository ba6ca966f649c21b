import assert from 'node:assert/strict';
import fc from 'fast-check';
import { explain } from '../../nodes/CcGateway/explain';
import { GatewayError } from '../../nodes/CcGateway/gateway/failure';
import { parseReply } from '../../nodes/CcGateway/gateway/reply';
import { SETTING } from '../../nodes/CcGateway/gateway/request';
import { property } from './cases';
import { wellFormed } from './text';
import { jsonText } from './values';

/** What a person reads of a refusal: a message, or a description. */
const ONE_LINE = /^[A-Z][^\n\r]{10,300}$/;

/** JSON of retcodes: success as the document has it and as a number, and much that is neither. */
const retcode = fc.oneof(
	fc.constantFrom('"0"', '"0"', '0', '-0', '0.0', '"\\u0030"'),
	fc.constantFrom(
		...[
			'"00"',
			'" 0"',
			'"0 "',
			'"０"',
			'"0\\u0000"',
			'""',
			'"false"',
			'"+0"',
			'"0.0"',
			'"\\ud800"',
		],
		...['1', '1e-300', '1E400', '9007199254740993', 'null', 'false', '[]', '["0"]', '[0]', '{}'],
		...['"000-002"', '"100-006"', '"__proto__"', '"constructor"', '"toString"', '{"retcode":"0"}'],
	),
	jsonText,
);

const NAMES = ['message', 'result', '__proto__', 'constructor', 'toJSON', ''];

const member = fc.oneof(
	retcode.map((text) => `"retcode":${text}`),
	fc
		.tuple(fc.constantFrom(...NAMES), jsonText)
		.map(([name, text]) => `${JSON.stringify(name)}:${text}`),
);

const object = fc.array(member, { maxLength: 5 }).map((members) => `{${members.join(',')}}`);

/** Bodies of an HTTP 200: objects as gateways send them, and what proxies and faults make of them. */
const bodies: fc.Arbitrary<string> = fc.oneof(
	{ weight: 6, arbitrary: object },
	{
		weight: 3,
		arbitrary: fc
			.tuple(retcode, object)
			.map(([code, more]) => `{"retcode":${code},"result":${more}}`),
	},
	fc.tuple(object, fc.nat({ max: 80 })).map(([text, length]) => text.slice(0, length)),
	object.map((text) => `[${text}]`),
	fc.tuple(wellFormed, object).map((parts) => parts.join('')),
	jsonText,
	wellFormed.map((text) => `<html>${text}&#0;&constructor;&#xffff;</html>`),
);

property(
	'an answer is success if and only if its retcode is "0" or 0',
	20_000,
	fc.tuple(bodies, fc.boolean()),
	([body, mayBeShown]) => {
		const outcome = readReply(body, mayBeShown);
		assert.deepEqual(Object.keys(Object.prototype), []);
		if (!(outcome instanceof GatewayError)) {
			assert.ok(isSuccess(body));
			const [given, taken] = [JSON.parse(body), outcome].map((reply) => JSON.stringify(reply));
			assert.equal(taken, given);
			return ['taken'];
		}
		assert.ok(!isSuccess(body));
		const { message, description } = explain(outcome, SETTING);
		assert.match(message, ONE_LINE);
		assert.match(description, ONE_LINE);
		return ['refused'];
	},
);

test.each(['[', '{"a":', '{"__proto__":'])('%s a hundred thousand deep does no harm', (open) => {
	const close = open.startsWith('[') ? ']' : '}';
	const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
	for (const body of [deep, `{"retcode":"1","result":${deep}}`, `{"retcode":${deep}}`]) {
		expect(readReply(body, true)).toBeInstanceOf(GatewayError);
	}
});

function readReply(body: string, mayBeShown: boolean): object {
	try {
		const answer = { status: 200, headers: {}, body, bytes: Buffer.byteLength(body) };
		return parseReply(answer, () => mayBeShown);
	} catch (error) {
		if (error instanceof GatewayError) return error;
		throw error;
	}
}

/** "Error code. 0: success. Other values: failure"; as a number it means the same. */
function isSuccess(body: string): boolean {
	try {
		const reply: unknown = JSON.parse(body);
		if (typeof reply !== 'object' || reply === null || Array.isArray(reply)) return false;
		const value: unknown = Object.getOwnPropertyDescriptor(reply, 'retcode')?.value;
		return value === '0' || value === 0;
	} catch {
		return false;
	}
}
