import {
	AGENT_ID_RANGES,
	CALL_DATA_MAX_BYTES,
	CONTENT_TYPE,
	DEFAULT_PORT,
	isGuidRefused,
	PORT_RANGE,
	RESOURCE_PATH,
	RETCODE,
} from '../nodes/CcGateway/gateway/contract';
import { GatewayError } from '../nodes/CcGateway/gateway/failure';
import { parseReply } from '../nodes/CcGateway/gateway/reply';
import type { Answer } from '../nodes/CcGateway/wire/answer';

function answerOf(body: string, more: Partial<Answer> = {}): Answer {
	return { status: 200, headers: {}, body, bytes: Buffer.byteLength(body), ...more };
}

function failure(answer: Answer, isShown = true) {
	try {
		parseReply(answer, () => isShown);
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
	expect(PORT_RANGE).toEqual({ min: 1, max: 65535 });
	expect(RESOURCE_PATH).toBe('/agentgateway/resource');
	expect(RETCODE).toEqual({
		success: '0',
		guidNotValid: '000-003',
		switchingOver: '000-004',
		notSignedIn: '100-006',
		exception: '100-007',
		noCall: '400-001',
	});
	const refusals = Object.values(RETCODE).filter(isGuidRefused);
	expect(refusals).toEqual(['000-003', '100-006']);
});

describe('an answer', () => {
	test.each([
		['{"result":{},"message":"success","retcode":"0"}'],
		['{"result":"1234","message":"","retcode":"0"}'],
		['{"retcode":0}'],
		[' {"retcode":"0","more":[1,{"a":null}]} '],
	])('%s is taken as it came', (text) => {
		expect(parseReply(answerOf(text), () => false)).toEqual(JSON.parse(text));
	});

	test.each([
		['{"retcode":"400-001","message":"no call"}', '400-001', 'no call'],
		['{"retcode":7}', '7', ''],
		['{"retcode":"00"}', '', ''],
		['{"retcode":" 0"}', '', ''],
		['{"retcode":100007}', '', ''],
		['{"retcode":"","message":null}', '', ''],
		['{"retcode":"<b>Zoë</b>"}', '', ''],
	])('%s is a refusal', (text, retcode, gatewayMessage) => {
		expect(failure(answerOf(text))).toEqual({ kind: 'refused', retcode, gatewayMessage });
	});

	test('keeps its message to itself if that may not be shown', () => {
		const answer = answerOf('{"retcode":"400-001","message":"no call"}');
		expect(failure(answer, false)).toMatchObject({ retcode: '400-001', gatewayMessage: '' });
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
	])('%j is %s, and nothing of it is kept', (text, what) => {
		const headers = { 'content-type': 'Text/HTML; charset=UTF-8' };
		expect(failure(answerOf(text, { headers }))).toEqual({
			kind: 'reply',
			what,
			contentType: 'text/html',
			bytes: Buffer.byteLength(text),
		});
	});

	test('of another status is no reply, whatever it says', () => {
		const answer = answerOf('{"retcode":"0"}', { status: 201 });
		expect(failure(answer)).toEqual({
			kind: 'http',
			status: 201,
			retryAfterMs: 0,
			contentType: '',
			bytes: 15,
		});
	});

	test.each([
		['application/json', 'application/json'],
		['image/png', ''],
		['text/Zoë', ''],
		[undefined, ''],
	])('of the type %j is told as %j', (type, contentType) => {
		const answer = answerOf('', { status: 500, headers: { 'content-type': type } });
		expect(failure(answer)).toMatchObject({ contentType });
	});

	test.each([
		['120', 120_000],
		['0', 0],
		['-1', 0],
		['soon', 0],
		['', 0],
		[undefined, 0],
		['Thu, 01 Jan 1970 00:00:00 GMT', 0],
	])('with the header Retry-After: %s asks to wait %i ms', (retryAfter, retryAfterMs) => {
		const answer = answerOf('', { status: 503, headers: { 'retry-after': retryAfter } });
		expect(failure(answer)).toMatchObject({ retryAfterMs });
	});

	test('may name the time after which to retry', () => {
		const inAMinute = new Date(Date.now() + 60_000).toUTCString();
		const answer = answerOf('', { status: 503, headers: { 'retry-after': inAMinute } });
		const { retryAfterMs } = { retryAfterMs: 0, ...failure(answer) };
		expect(retryAfterMs).toBeGreaterThan(30_000);
		expect(retryAfterMs).toBeLessThanOrEqual(60_000);
	});
});
