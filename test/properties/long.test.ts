import type { Input } from './item';
import { attempt, refusalOf, requestOf } from './product';
import { expectRefusal } from './refusal';

const LENGTH = 10 * 1024 * 1024;
const CPU_LIMIT_MS = 3000;

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

const long = (part: string) => part.repeat(LENGTH / part.length);
const json = (callDataJson: string) => ({ fields: { specifyCallData: 'json', callDataJson } });
const rows = (...field: readonly object[]) => ({
	fields: { specifyCallData: 'fields', 'callDataFields.field': field },
});
const base64 = (callData: string) => ({
	fields: { callData, isDataEncoded: true, base64Encoding: 'already' },
});

test.each<readonly [string, string, Partial<Input>]>([
	['Agent ID', 'digits', { fields: { agentId: long('1') } }],
	['Agent ID', 'a path', { fields: { agentId: long('../1') } }],
	['Call ID', 'text', { fields: { callId: long('x') } }],
	['Call Data', 'text', { fields: { callData: long('x') } }],
	['Call Data', 'blanks and text', { fields: { callData: `${long(' ')}x` } }],
	['Call Data', 'Base64', base64(long('QUJD'))],
	['Call Data', 'what is nearly Base64', base64(`${long('QUJD')}=`)],
	['Call Data', 'JSON text', json(`"${long('x')}"`)],
	['Call Data', 'JSON that never ends', json(long('['))],
	['Call Data', 'a list', { fields: { callData: Array(LENGTH / 10).fill(null) } }],
	['Call Data', 'the name of a field', rows({ name: long('x'), value: 1 })],
	['Call Data', 'the value of a field', rows({ name: 'x', value: long('x') })],
	[
		'Call Data',
		'fields',
		rows(...Array.from({ length: 100_000 }, (_, name) => ({ name, value: 1 }))),
	],
	['Specify Call Data', 'text', { fields: { specifyCallData: long('json') } }],
	[
		'Base64 Encoding',
		'text',
		{ fields: { ...base64('QUJD').fields, base64Encoding: long('encode') } },
	],
	['Is Data Encoded', 'text', { fields: { isDataEncoded: long('true') } }],
	['Guid', 'text', { fields: { guid: long('x') } }],
	['Guid', 'text in the credential', { credential: { guid: long('x') } }],
	['Session Cookie', 'text', { fields: { 'options.cookie': long('a=b; ') } }],
	['Timeout (Seconds)', 'digits', { fields: { 'options.timeout': long('1') } }],
	['Port', 'digits', { credential: { port: long('1') } }],
	['Host', 'letters', { credential: { host: long('x') } }],
	['Host', 'dots', { credential: { host: long('x.') } }],
	['Host', 'a scheme', { credential: { host: `${long('x')}://gw` } }],
	['Host', 'what is nearly a port', { credential: { host: `gw:${long('1')}` } }],
	['TLS Server Name', 'letters', { credential: { tlsServerName: long('x') } }],
	['CA Certificate', 'text', { credential: { ca: long('x') } }],
	['CA Certificate', 'a certificate', { credential: { ca: `${BEGIN}${long('QUJD')}${END}` } }],
	['CA Certificate', 'beginnings', { credential: { ca: BEGIN.repeat(40_000) } }],
	['CA Certificate', 'endings', { credential: { ca: long(END) } }],
])('%s refuses 10 MB of it: %s', (label, _, { credential = {}, fields = {} }) => {
	const item = {
		credential: { host: 'gw', port: 8043, guid: 'a-guid', ...credential },
		fields: { agentId: 101, callData: 'x', ...fields },
	};
	const start = process.cpuUsage();
	const refusal = refusalOf(attempt(() => requestOf(item)));
	expect(process.cpuUsage(start).user / 1000).toBeLessThan(CPU_LIMIT_MS);
	expectRefusal(refusal, label, []);
});
