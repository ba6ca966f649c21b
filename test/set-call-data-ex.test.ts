import { runInNewContext } from 'node:vm';
import { parseOptions } from '../nodes/CcGateway/fields/options';
import { GatewayError } from '../nodes/CcGateway/gateway/failure';
import type { GatewayRequest } from '../nodes/CcGateway/gateway/request';
import { setCallDataEx } from '../nodes/CcGateway/operations/setCallDataEx';
import { readerOf } from './support/exchange';

/** Fields as a new node has them, with what a test changes. */
function task(fields: Readonly<Record<string, unknown>>) {
	const read = readerOf({
		callId: '',
		specifyCallData: 'text',
		callData: 'some data',
		isDataEncoded: false,
		base64Encoding: 'encode',
		...fields,
	});
	return setCallDataEx.prepare(read, '101', parseOptions(read));
}

function request(fields: Readonly<Record<string, unknown>>): GatewayRequest {
	return task(fields).request;
}

function bodyText(fields: Readonly<Record<string, unknown>>): string {
	return request(fields).body?.toString('utf8') ?? '';
}

function body(fields: Readonly<Record<string, unknown>>): unknown {
	return JSON.parse(bodyText(fields));
}

const EMPTY = "'Call Data' is empty";

function refusal(fields: Readonly<Record<string, unknown>>) {
	try {
		request(fields);
	} catch (error) {
		if (error instanceof GatewayError && error.failure.kind === 'invalid') return error.failure;
		throw error;
	}
	throw new Error('It was not refused');
}

describe('the request', () => {
	test('is the one of the document', () => {
		const { method, path } = request({ callData: '1233' });
		expect(method).toBe('PUT');
		expect(path).toBe('/agentgateway/resource/calldata/101/setcalldataex');
	});

	test("has the document's example as its body, with a real boolean", () => {
		const fields = {
			callId: '1456229294-1191',
			callData: '1233',
			isDataEncoded: true,
			base64Encoding: 'already',
		};
		expect(bodyText(fields)).toBe(
			'{"callid":"1456229294-1191","calldata":"1233","isDataEncoded":true}',
		);
	});

	test('names in the log what the gateway names in its log', () => {
		const { logName, logFacts } = request({ callId: 'c', callData: 'Zoë' });
		expect(logName).toBe('setCallAppDataEx');
		expect(logFacts).toEqual({ agentid: '101', callid: 'c', calldatalength: 4 });
	});

	test("may be repeated when it names the call: the current one may be the next caller's", () => {
		expect(request({ callId: 'c' }).isRepeatable).toBe(true);
		expect(request({ callId: '' }).isRepeatable).toBe(false);
	});

	test('says which call it is for, so that two writes to it keep their order', () => {
		expect(task({ callId: 'c' }).callId).toBe('c');
		expect(task({ callId: '' }).callId).toBe('');
	});
});

describe('Call ID', () => {
	test.each([
		['', undefined],
		['   ', undefined],
		[null, undefined],
		[' 1456401416-3 ', '1456401416-3'],
		[145640404337, '145640404337'],
	])('%j is sent as %j', (callId, callid) => {
		expect(body({ callId })).toEqual({
			...(callid && { callid }),
			calldata: 'some data',
			isDataEncoded: false,
		});
	});

	test.each([[{ id: 1 }], [['a']], [true], [2 ** 53]])('%j is refused', (callId) => {
		expect(refusal({ callId }).message).toContain("'Call ID'");
	});
});

describe('Call Data as text', () => {
	test.each([
		['1233', '1233'],
		[' keeps its spaces ', ' keeps its spaces '],
		['line\nbreak \u0000 and tab\t', 'line\nbreak \u0000 and tab\t'],
		['客户', '客户'],
		[5, '5'],
		[0, '0'],
		[false, 'false'],
		[{ a: 1, b: ['x'] }, '{"a":1,"b":["x"]}'],
		[['a', 2], '["a",2]'],
	])('%j is sent as %j', (callData, calldata) => {
		expect(body({ callData })).toEqual({ calldata, isDataEncoded: false });
	});

	const NOTHING: readonly [unknown][] = [
		[''],
		['  \n'],
		[null],
		[undefined],
		[{}],
		[[]],
		[{ a: null, b: '' }],
	];

	test.each(NOTHING)('%j is refused', (callData) => {
		expect(refusal({ callData }).message).toBe(EMPTY);
	});

	test.each(NOTHING)('%j is sent as "" when Send Empty Call Data is on', (callData) => {
		expect(body({ callData, 'options.sendEmptyCallData': true })).toEqual({
			calldata: '',
			isDataEncoded: false,
		});
	});

	const ISO = '2026-11-24T17:00:00.000Z';

	test.each([
		['a date', new Date(ISO), ISO],
		['a date in an object', { due: new Date(ISO) }, `{"due":"${ISO}"}`],
		['a date in a list', [new Date(ISO)], `["${ISO}"]`],
		['an object of another realm', runInNewContext('({ a: [1] })'), '{"a":[1]}'],
		['a date of another realm', runInNewContext(`new Date('${ISO}')`), ISO],
		['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
		['a value that is not there', { a: undefined, b: null, c: 'x' }, '{"b":null,"c":"x"}'],
	])('%s is sent as text', (_, callData, calldata) => {
		expect(body({ callData })).toEqual({ calldata, isDataEncoded: false });
	});

	const itself: Record<string, unknown> = {};
	itself['self'] = itself;

	test.each([
		['a Map', new Map([['a', 1]])],
		['a list with a hole', [undefined, 1]],
		['an object that writes itself', { toJSON: () => 'x' }],
		['a Set', new Set([1])],
		['a RegExp', /gold/],
		['a function', () => 'gold'],
		['a symbol', Symbol('gold')],
		['a BigInt', 10n],
		['an error', new Error('gold')],
		['a Buffer', Buffer.from('gold')],
		['a date that is none', new Date(Number.NaN)],
		['an object of a class', new URL('https://gold.example.com/')],
		['an object that contains itself', itself],
	])('%s is refused, also in an object, a list and a field', (_, value) => {
		const refused = [
			{ callData: value },
			{ callData: { a: value } },
			{ callData: [[value]] },
			{ specifyCallData: 'json', callDataJson: { a: value } },
			{ specifyCallData: 'fields', 'callDataFields.field': [{ name: 'a', value }] },
		];
		for (const fields of refused) {
			expect(refusal(fields).message).toMatch(/^'Call Data' is or holds .* turned into JSON$/);
		}
	});

	test.each([['\ud800'], ['cut \ude00 emoji']])('half of a character is refused', (callData) => {
		expect(refusal({ callData }).message).toContain('lone surrogate');
	});

	test.each([[Number.NaN], [Number.POSITIVE_INFINITY], [2 ** 60]])(
		'the number %d, which JSON cannot hold exactly, is refused, also in a field',
		(value) => {
			expect(refusal({ callData: value }).message).toContain("'Call Data'");
			const fields = [{ name: 'a', value }];
			expect(
				refusal({ specifyCallData: 'fields', 'callDataFields.field': fields }).message,
			).toContain("'Call Data'");
		},
	);
});

describe('Call Data as JSON', () => {
	const json = (callDataJson: unknown) => ({ specifyCallData: 'json', callDataJson });

	test('goes out as it was typed, so that long numbers keep their digits', () => {
		const text = '{ "ticket": 12345678901234567890 }';
		expect(body(json(text))).toEqual({ calldata: text, isDataEncoded: false });
	});

	test('an object from an expression becomes compact JSON', () => {
		expect(body(json({ a: [1, 2] }))).toMatchObject({ calldata: '{"a":[1,2]}' });
	});

	test('text that is no JSON is refused', () => {
		expect(refusal(json('{ "a": ')).message).toBe("'Call Data' is not valid JSON");
	});

	test.each([
		[''],
		[null],
		['{}'],
		[' [ ] '],
		['null'],
		['{ "a": null, "b": "" }'],
		[{}],
		[[]],
		[{ a: null, b: '', c: undefined }],
	])('%j is refused: it holds nothing', (value) => {
		expect(refusal(json(value)).message).toBe(EMPTY);
	});

	test.each([['{"a":{}}'], ['[null]'], ['{"a":0}'], ['{"a":false}'], ['""'], ['0'], ['[{}]']])(
		'%s goes as it is',
		(text) => {
			expect(body(json(text))).toEqual({ calldata: text, isDataEncoded: false });
		},
	);

	test('a date alone is refused: its text is no JSON', () => {
		expect(refusal(json(new Date(0))).message).toBe("'Call Data' is not valid JSON");
	});
});

describe('Call Data using fields', () => {
	const fields = (...rows: unknown[]) => ({
		specifyCallData: 'fields',
		'callDataFields.field': rows,
	});

	test('becomes one JSON object in the order of the fields', () => {
		const given = fields(
			{ name: 'customer', value: 'Jane' },
			{ name: 'tier', value: 2 },
			{ name: '__proto__', value: 'x' },
		);
		expect(body(given)).toMatchObject({
			calldata: '{"customer":"Jane","tier":2,"__proto__":"x"}',
		});
	});

	test('fields whose value is blank are left out, so that they replace nothing', () => {
		const given = fields(
			{ name: 'customer', value: 'Jane' },
			{ name: 'tier', value: '' },
			{ name: 'ticket', value: null },
			{ name: 'order', value: ' ' },
			{ name: 'phone' },
			{ name: 'open', value: 0 },
			{ name: 'vip', value: false },
		);
		expect(body(given)).toMatchObject({ calldata: '{"customer":"Jane","open":0,"vip":false}' });
	});

	test.each([
		['no field', []],
		['only blank ones', [{ name: 'a', value: '' }, { name: 'b' }]],
	])('%s is refused', (_, rows) => {
		expect(refusal(fields(...rows)).message).toBe(EMPTY);
	});

	test('an expression that gives no list of fields is refused', () => {
		const given = { specifyCallData: 'fields', 'callDataFields.field': 'gold' };
		expect(refusal(given).message).toContain('must be a list of fields');
	});

	test('two of the same name are refused', () => {
		const given = fields({ name: 'a', value: 1 }, { name: 'a ', value: 2 });
		expect(refusal(given).message).toBe("Two fields of 'Call Data' have the same name");
	});

	test('one without a name is refused', () => {
		expect(refusal(fields({ value: 'x' })).message).toBe("A field of 'Call Data' has no name");
	});
});

describe('Is Data Encoded', () => {
	test.each([
		[true, true],
		[false, false],
		['true', true],
		['false', false],
		[undefined, false],
	])('%j is sent as the boolean %j', (isDataEncoded, sent) => {
		expect(body({ isDataEncoded })).toMatchObject({ isDataEncoded: sent });
	});

	test.each([['yes'], [1], [{}]])('%j is refused', (isDataEncoded) => {
		expect(refusal({ isDataEncoded }).message).toContain("'Is Data Encoded'");
	});
});

describe('Base64', () => {
	const encode = (callData: string) => ({ isDataEncoded: true, callData });
	const already = (callData: string) => ({ ...encode(callData), base64Encoding: 'already' });

	test.each([['gold'], ['1233']])('%s, which passes for Base64, is encoded by default', (text) => {
		const sent = { calldata: Buffer.from(text).toString('base64'), isDataEncoded: true };
		expect(body(encode(text))).toEqual(sent);
		expect(body({ ...encode(text), base64Encoding: undefined })).toEqual(sent);
		expect(body({ ...encode(text), base64Encoding: '' })).toEqual(sent);
	});

	test('Encode for Me turns the UTF-8 bytes into Base64', () => {
		expect(body(encode('Zoë 😀'))).toEqual({
			calldata: 'Wm/DqyDwn5iA',
			isDataEncoded: true,
		});
	});

	test.each([
		{ specifyCallData: 'json', callDataJson: { a: 1 } },
		{ specifyCallData: 'fields', 'callDataFields.field': [{ name: 'a', value: 1 }] },
	])('JSON and fields are encoded, since they never are Base64: %j', (fields) => {
		expect(body({ isDataEncoded: true, ...fields })).toEqual({
			calldata: 'eyJhIjoxfQ==',
			isDataEncoded: true,
		});
	});

	test.each([['Wm/DqyDwn5iA'], ['1233'], ['QQ=='], ['QUI=']])('%s is sent as it is', (text) => {
		expect(body(already(text))).toEqual({ calldata: text, isDataEncoded: true });
	});

	test.each([
		['no padding', 'QQ'],
		['too much padding', 'QUJD='],
		['URL-safe alphabet', 'Wm_DqyDwn5iA'],
		['a line break', 'QUJD\nQUJD'],
		['a space at the end', 'QUJD '],
		['padding in the middle', 'QQ==QUJD'],
		['bits left over', 'QR=='],
		['plain text', 'hello world'],
	])('%s is refused, and the way out is named', (_, text) => {
		const { message, description } = refusal(already(text));
		expect(message).toBe("'Call Data' is not valid Base64");
		expect(description).toContain("'Encode for Me'");
	});
});

describe('the 16 KB of the original content', () => {
	const CHARACTERS = [
		['1-byte', 'a', 1],
		['2-byte', 'ë', 2],
		['3-byte', '客', 3],
		['4-byte', '😀', 4],
	] as const;

	test.each(CHARACTERS)('16384 bytes of %s characters pass', (_, character, size) => {
		const text = character.repeat(Math.floor(16384 / size)) + 'a'.repeat(16384 % size);
		expect(request({ callData: text }).logFacts['calldatalength']).toBe(16384);
	});

	test.each(CHARACTERS)('16385 bytes of %s characters are refused', (_, character, size) => {
		const text = character.repeat(Math.floor(16385 / size)) + 'a'.repeat(16385 % size);
		expect(refusal({ callData: text }).message).toBe(
			"'Call Data' has 16385 bytes, but the gateway takes at most 16384",
		);
	});

	test.each([
		[16384, true],
		[16385, false],
	])('counts %i bytes before Base64, whoever encodes', (size, passes) => {
		const text = 'a'.repeat(size);
		const ways = [
			{ isDataEncoded: true, callData: text },
			{
				isDataEncoded: true,
				base64Encoding: 'already',
				callData: Buffer.from(text).toString('base64'),
			},
		];
		for (const way of ways) {
			if (passes) expect(request(way).logFacts['calldatalength']).toBe(size);
			else expect(refusal(way).message).toContain('16385 bytes');
		}
	});
});
