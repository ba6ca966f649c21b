import { mayBeShown } from '../nodes/CcGateway/gateway/disclosure';
import { queryCallInfo, setCallAppDataEx } from '../nodes/CcGateway/gateway/request';

const SESSION = {
	guid: '6f0a3c1e-98c5-4c0f-9c7e-5b1c2f7a1d10.AgentGateway1',
	cookie: 'huaweielbsession=cdc4410f12',
};
const CALL_DATA = 'Zoë Müller, "diabetic" geb. <1998> & 客户 allergisch\ngegen Penicillin';
const NAMES = '王小明，李雷和韩梅梅的订单';

function isShown(text: string, calldata = CALL_DATA): boolean {
	const original = { callid: '1456229294-1191', calldata, isDataEncoded: false };
	const base64 = Buffer.from(calldata).toString('base64');
	const encoded = { ...original, calldata: base64, isDataEncoded: true };
	const shown = [original, encoded].map((body) =>
		mayBeShown(text, setCallAppDataEx('101', body, 1), SESSION),
	);
	expect(shown[0]).toBe(shown[1]);
	return shown[0] === true;
}

test.each([
	['The agent has not signed in', 'The customer has not paid'],
	['The agent has not signed in', CALL_DATA],
	['An exception occurred in the agent operation', 'operate'],
	['There is no call 1456229294-1191', CALL_DATA],
	['success', '{"message":"a"}'],
	['', CALL_DATA],
	['!?', ''],
	['x'.repeat(200), CALL_DATA],
])('%j is shown when %j was sent', (text, calldata) => {
	expect(isShown(text, calldata)).toBe(true);
});

test('more than 200 characters are not shown', () => {
	expect(isShown('x'.repeat(201))).toBe(false);
});

test.each([
	['the Guid', `no session ${SESSION.guid}`],
	['the Guid in capitals', `NO SESSION ${SESSION.guid.toUpperCase()}`],
	['part of the Guid', 'no session 5b1c2f7a1d10'],
	['the Guid without its hyphens', SESSION.guid.replaceAll('-', '')],
	['the cookie', `unknown: ${SESSION.cookie}`],
	['call data', `invalid: ${CALL_DATA}`],
	['call data in lower case', CALL_DATA.toLowerCase()],
	['call data in capitals', CALL_DATA.toUpperCase()],
	['the beginning of call data', CALL_DATA.slice(0, 10)],
	['the end of call data', CALL_DATA.slice(-10)],
	['call data URL-encoded', encodeURIComponent(CALL_DATA)],
	['call data as in a form', new URLSearchParams({ calldata: CALL_DATA }).toString()],
	['call data as JSON', JSON.stringify(CALL_DATA)],
	['call data as JSON in JSON', JSON.stringify(JSON.stringify(CALL_DATA))],
	['call data as Base64', Buffer.from(CALL_DATA).toString('base64')],
	['call data as the start of Base64', Buffer.from(CALL_DATA).toString('base64').slice(0, 12)],
	['call data spaced out', CALL_DATA.replace(/./gsu, '$& ')],
	['call data in another form of its umlauts', CALL_DATA.normalize('NFD').slice(0, 12)],
])('what repeats %s is not shown', (_, text) => {
	expect(isShown(text)).toBe(false);
});

test.each([
	['as it is', NAMES],
	['URL-encoded', encodeURIComponent(NAMES)],
	['escaped as in JSON', NAMES.replace(/./gu, (one) => `\\u${codeOf(one).toString(16)}`)],
	['escaped as in HTML', NAMES.replace(/./gu, (one) => `&#${codeOf(one)};`)],
	['escaped as in HTML, too', NAMES.replace(/./gu, (one) => `&#x${codeOf(one).toString(16)};`)],
	['with HTML between', NAMES.replace(/./gu, (one) => `${one}&nbsp;`)],
])('what repeats Chinese call data %s is not shown', (_, text) => {
	expect(isShown(text, NAMES)).toBe(false);
});

test.each([
	['a word', 'Zoë', 'The value ZOË is not allowed'],
	['a number', '4711', 'calldata=4711'],
	['a name among other characters', '王小明', '数据王小明无效'],
])('what repeats %s of less than eight characters is not shown', (_, calldata, text) => {
	expect(isShown(text, calldata)).toBe(false);
});

test('escapes of no character do no harm', () => {
	expect(isShown('&#99999999; &#xffffffff; \\ud800 %ff %')).toBe(true);
});

test('a read has Guid and cookie to keep', () => {
	const read = queryCallInfo('101');
	expect(mayBeShown('There is no such call', read, SESSION)).toBe(true);
	expect(mayBeShown(SESSION.guid, read, SESSION)).toBe(false);
});

function codeOf(character: string): number {
	return character.codePointAt(0) ?? 0;
}

test('call data that was written with escapes is not shown as it reads', () => {
	const escaped = '{"name":"\\u738b\\u5c0f\\u660e\\u5317\\u4eac\\u5e02\\u671d\\u9633"}';
	expect(isShown('bad name 王小明北京市朝阳', escaped)).toBe(false);
});

test('call data that is URL-encoded twice is not shown', () => {
	expect(isShown('John%2520Smith%25204711', 'John Smith 4711')).toBe(false);
});
