import {
	AGENT_ID_RANGES,
	CALL_DATA_MAX_BYTES,
	CONTENT_TYPE,
	DEFAULT_PORT,
	parseReply,
	RESOURCE_PATH,
	RETCODE,
} from '../nodes/CcGateway/gateway/contract';
import { GatewayError } from '../nodes/CcGateway/gateway/failure';
import { redactor } from '../nodes/CcGateway/gateway/redact';

const asItIs = redactor([]);

function failure(text: string, clean = asItIs) {
	try {
		parseReply(text, clean);
	} catch (error) {
		if (error instanceof GatewayError) return error.failure;
		throw error;
	}
	throw new Error('It was taken');
}

test('the numbers are those of the documents', () => {
	expect(AGENT_ID_RANGES).toEqual({
		'101-59999': { min: 101, max: 59999 },
		'101-999999': { min: 101, max: 999999 },
	});
	expect(CALL_DATA_MAX_BYTES).toBe(16384);
	expect(CONTENT_TYPE).toBe('application/json; charset=UTF-8');
	expect(DEFAULT_PORT).toBe(8043);
	expect(RESOURCE_PATH).toBe('/agentgateway/resource');
	expect(RETCODE).toEqual({
		success: '0',
		guidNotValid: '000-003',
		switchingOver: '000-004',
		notSignedIn: '100-006',
	});
});

describe('an answer', () => {
	test.each([
		['{"result":{},"message":"success","retcode":"0"}'],
		['{"result":"1234","message":"","retcode":"0"}'],
		['{"retcode":0}'],
		['\ufeff{"retcode":"0"}'.slice(1)],
		[' {"retcode":"0","more":[1,{"a":null}]} '],
	])('%s is taken as it came', (text) => {
		expect(parseReply(text, asItIs)).toEqual(JSON.parse(text));
	});

	test.each([
		['{"retcode":"400-001","message":"no call"}', '400-001', 'no call'],
		['{"retcode":100007}', '100007', ''],
		['{"retcode":"","message":null}', '', ''],
		['{"retcode":"00"}', '00', ''],
	])('%s is a refusal', (text, retcode, gatewayMessage) => {
		expect(failure(text)).toEqual({ kind: 'refused', retcode, gatewayMessage });
	});

	test.each([
		['', 'empty'],
		[' \r\n', 'empty'],
		['<html><body>Sign in</body></html>', 'html'],
		['\n<!DOCTYPE html>', 'html'],
		['{"retcode":"0"', 'truncated'],
		['[{"a"', 'truncated'],
		['OK', 'notJson'],
		['"0"', 'notObject'],
		['0', 'notObject'],
		['null', 'notObject'],
		['[{"retcode":"0"}]', 'notObject'],
		['{}', 'noRetcode'],
		['{"message":"success"}', 'noRetcode'],
		['{"retcode":null}', 'noRetcode'],
		['{"retcode":{"a":"0"}}', 'noRetcode'],
		['{"retcode":true}', 'noRetcode'],
	])('%j is %s', (text, what) => {
		expect(failure(text)).toMatchObject({ kind: 'answer', what });
	});
});

describe('what repeats a secret is cut out:', () => {
	const GUID = '6f0a3c1e-98c5-4c0f-9c7e-5b1c2f7a1d10.AgentGateway1';
	const CALL_DATA = 'Jane Doe, gold customer, open ticket 4711';
	const { all: clean, runs } = redactor([GUID, CALL_DATA, 'VIP', '']);

	test.each([
		[`bad data ${CALL_DATA}!`, 'bad data [removed]!'],
		[`session ${GUID} is over`, 'session [removed] is over'],
		[`part:${CALL_DATA.slice(5, 20)}`, 'part:[removed]'],
		[`cut: ${CALL_DATA.slice(0, 8)}`, 'cut: [removed]'],
		[`both ${CALL_DATA}${GUID}`, 'both [removed][removed]'],
		['the VIP asks', 'the [removed] asks'],
	])('%j', (text, cleaned) => {
		expect(clean(text)).toBe(cleaned);
	});

	test.each([
		['The agent has no such call'],
		['VIPs are no secret'],
		['success'],
		['400-001'],
		[''],
		['Jane D'],
	])('%j stays', (text) => {
		expect(clean(text)).toBe(text);
	});

	test('a short secret stays in data, where it may be another word', () => {
		expect(runs(`VIP ${CALL_DATA}`)).toBe('VIP [removed]');
		expect(parseReply('{"message":"success","retcode":"0"}', redactor(['success', '0']))).toEqual({
			message: 'success',
			retcode: '0',
		});
	});

	test('characters that mean something in a pattern are taken as they are', () => {
		expect(redactor(['a.*b']).all('axxb a.*b (a.*b)')).toBe('axxb [removed] ([removed])');
		expect(redactor(['[x']).all('[x')).toBe('[removed]');
	});

	test('in messages and results, not in retcodes', () => {
		const cleanAll = redactor(['100-006', CALL_DATA]);
		expect(parseReply(`{"retcode":"0","result":{"a":["${CALL_DATA}"]}}`, cleanAll)).toEqual({
			retcode: '0',
			result: { a: ['[removed]'] },
		});
		expect(failure('{"retcode":"100-006"}', cleanAll)).toMatchObject({ retcode: '100-006' });
	});

	test('in a megabyte, without trying each part of the secret on each part of the text', () => {
		const text = 'x'.repeat(2 ** 20);
		expect(redactor(['y'.repeat(16384)]).all(text)).toBe(text);
	});
});
