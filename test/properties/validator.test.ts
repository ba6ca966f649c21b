import { readRequest, type WireRequest } from './validator';

/** The example of the document, with a boolean as its table says. */
const EXAMPLE = {
	method: 'PUT',
	path: '/agentgateway/resource/calldata/101/setcalldataex',
	headers: {
		'content-type': 'application/json; charset=UTF-8',
		guid: 'f5e1a2b3-0000-4000-8000-0123456789ab.AgentGateway1',
	},
	body: '{"callid":"1456229294-1191","calldata":"1233","isDataEncoded":true}',
};

const read = (request: Partial<WireRequest>) => readRequest({ ...EXAMPLE, ...request }, 59_999);
const inPath = (part: string) => ({ path: `/agentgateway/resource/calldata/${part}` });
const header = (more: Record<string, string>) => ({ headers: { ...EXAMPLE.headers, ...more } });
const body = (fields: object) => ({ body: JSON.stringify(fields) });
const encoded = (calldata: string) => body({ calldata, isDataEncoded: true });

test('the example of the document is allowed, and means what it says', () => {
	expect(read({})).toEqual({
		agentId: '101',
		callId: '1456229294-1191',
		original: 'd76df7',
		isDataEncoded: true,
		guid: EXAMPLE.headers.guid,
		cookie: undefined,
	});
});

test.each<readonly [string, Partial<WireRequest>]>([
	['an empty object', body({})],
	['an empty calldata', body({ calldata: '' })],
	['no isDataEncoded', body({ calldata: 'Zoë 😀\0' })],
	['16384 bytes', body({ calldata: '客'.repeat(5461) + '!' })],
	['16384 bytes before Base64', encoded(Buffer.alloc(16384).toString('base64'))],
	['Base64 of one byte', encoded('QQ==')],
	['Base64 of two bytes', encoded('QUI=')],
	['the largest agent ID', inPath('59999/setcalldataex')],
	['a cookie', header({ cookie: 'a=b; c=d' })],
	['its own length', header({ 'content-length': '67' })],
	['bytes', { body: Buffer.from('{"calldata":"é"}') }],
])('%s is allowed', (_, request) => {
	expect(() => read(request)).not.toThrow();
});

test.each<readonly [string, Partial<WireRequest>]>([
	['POST', { method: 'POST' }],
	['a query', inPath('101/setcalldataex?x=1')],
	['a fragment', inPath('101/setcalldataex#x')],
	['agent 100', inPath('100/setcalldataex')],
	['agent 60000', inPath('60000/setcalldataex')],
	['no agent', inPath('/setcalldataex')],
	['a leading zero', inPath('0101/setcalldataex')],
	['a sign', inPath('+101/setcalldataex')],
	['full-width digits', inPath('１０１/setcalldataex')],
	['Arabic digits', inPath('١٠١/setcalldataex')],
	['an encoded digit', inPath('%3101/setcalldataex')],
	['a number in hexadecimal', inPath('0x65/setcalldataex')],
	['an exponent', inPath('1e3/setcalldataex')],
	['a step up', inPath('101/../102/setcalldataex')],
	['an encoded step up', inPath('101/%2e%2e/setcalldataex')],
	['a matrix parameter', inPath('101;x=1/setcalldataex')],
	['a segment more', inPath('101/setcalldataex/')],
	['another interface', inPath('101/setcalldata')],
	['another root', { path: '/agentgateway/resources/calldata/101/setcalldataex' }],
	['no Guid', { headers: { 'content-type': EXAMPLE.headers['content-type'] } }],
	['an empty Guid', header({ guid: '' })],
	['a line break in the Guid', header({ guid: 'a\r\nX-Evil: 1' })],
	['NUL in the Guid', header({ guid: 'a\0b' })],
	['a Guid that begins with a space', header({ guid: ' a' })],
	['a Guid that ends with a space', header({ guid: 'a ' })],
	['a Guid beyond ASCII', header({ guid: 'é' })],
	['a line break in the cookie', header({ cookie: 'a\nb' })],
	['an empty cookie', header({ cookie: '' })],
	['a header whose name is none', header({ 'x y': '1' })],
	['another type', header({ 'content-type': 'text/plain' })],
	['another charset', header({ 'content-type': 'application/json; charset=GBK' })],
	['a wrong length', header({ 'content-length': '66' })],
	['no JSON', { body: '{' }],
	['no body', { body: '' }],
	['a list', { body: '[]' }],
	['null', { body: 'null' }],
	['a BOM', { body: '\ufeff{}' }],
	['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }],
	['half of a character as it is', { body: '{"calldata":"\ud800"}' }],
	['half of a character, escaped', { body: '{"calldata":"\\ud800"}' }],
	['half of a character in callid', { body: '{"callid":"\\udc00"}' }],
	['another field', body({ callId: '1' })],
	['__proto__ as a field', { body: '{"__proto__":1}' }],
	['callid as a number', body({ callid: 1 })],
	['an empty callid', body({ callid: '' })],
	['calldata as an object', body({ calldata: {} })],
	['calldata as null', body({ calldata: null })],
	['isDataEncoded as text', body({ isDataEncoded: 'true' })],
	['isDataEncoded as null', body({ isDataEncoded: null })],
	['16385 bytes', body({ calldata: '客'.repeat(5461) + '!!' })],
	['16385 bytes before Base64', encoded(Buffer.alloc(16385).toString('base64'))],
	['Base64 without padding', encoded('QQ')],
	['Base64 with too much padding', encoded('QUJD=')],
	['Base64 with padding in the middle', encoded('QQ==QUJD')],
	['Base64 of the other alphabet', encoded('Wm_DqyDw')],
	['Base64 with a line break', encoded('QUJD\nQUJ')],
	['Base64 with two bits left over', encoded('QUJ=')],
	['Base64 with four bits left over', encoded('QR==')],
])('%s is not', (_, request) => {
	expect(() => read(request)).toThrow();
});
