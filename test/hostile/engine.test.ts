import type { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { isFields } from '../simulator/parse';
import { type Engine, failureOf, outputOf, startEngine } from '../support/engine';
import { CC_GATEWAY, CREDENTIAL, itemsOf, nodeWorkflow } from '../support/node-workflow';
import { answer, endlessHeaders, huge } from './answers';
import { AGENT, CALL_DATA, expectNothingSent, expectReadable } from './delivery';
import { type Attack, type RawGateway, startRaw } from './rawGateway';

const json = (value: unknown): Attack => says(answer(JSON.stringify(value)));
const says =
	(bytes: string | Buffer): Attack =>
	({ socket }) =>
		socket.write(bytes);
const sends =
	(send: (socket: Writable) => void): Attack =>
	({ socket }) => {
		send(socket);
	};
/** What a failed item may leave in n8n's database and in a line of its log. */
const RECORD_LENGTH = 20_000;

let engine: Engine;
let gateway: RawGateway;

beforeAll(async () => {
	engine = await startEngine();
});
afterAll(() => engine.stop());
afterEach(() => gateway.stop());

async function runAgainst(attack: Attack, onError: 'continueRegularOutput' | 'stopWorkflow') {
	gateway = await startRaw(attack);
	const { host, port, ca } = gateway;
	const { guid, cookie } = AGENT;
	await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid, cookie });
	const workflow = nodeWorkflow({ options: { timeout: 1, maxRetries: 0 } }, { onError });
	return await engine.run(workflow, { items: itemsOf(AGENT, CALL_DATA) });
}

const REFUSED = /^CC-Gateway answered with a retcode of an unknown form$/;
const ATTACKS: readonly (readonly [name: string, attack: Attack, message: RegExp])[] = [
	['1 GB', sends(huge), /^More than 1 MiB came back/],
	['endless headers', sends(endlessHeaders), /^Something/],
	['half a head', says('HTTP/1.1 200 OK\r\n'), /did not answer within 1 second$/],
	['deep JSON', says(answer('['.repeat(100_000))), /JSON came back/],
	['a page with a script', says(answer('<html><script>alert(1)</script>')), /^An HTML page/],
	['expressions', json({ retcode: '={{ 1+1 }}', message: '{{ $json.guid }}' }), REFUSED],
	[
		'everything that was sent',
		({ socket, request }) =>
			socket.write(answer(JSON.stringify({ retcode: request, message: request }))),
		REFUSED,
	],
	['a retcode of 1 MB', json({ retcode: '0'.repeat(1e6) }), REFUSED],
	['a retcode that n8n has words for', json({ retcode: 'econnrefused' }), REFUSED],
	['a retcode with line breaks', json({ retcode: 'a\n\u001b[1mb' }), REFUSED],
];

describe.each(ATTACKS)('n8n meets %s:', (_, attack, message) => {
	test('with On Error = Continue the item says what came', async () => {
		const logged = engine.logLines.length;
		const run = await runAgainst(attack, 'continueRegularOutput');
		const [item] = outputOf(run, CC_GATEWAY);
		const json = item?.json['error'];
		const error = isFields(json) ? json : {};
		expect(Object.keys(error)).toEqual(['message', 'description', 'attempts']);
		const [text = '', advice = ''] = [error['message'], error['description']].map(String);
		expect(text).toMatch(message);
		expectReadable(text, 160);
		expectReadable(advice, 500);
		expectNothingSent(inspect(item, { depth: null }));
		const lines = engine.logLines.slice(logged);
		expectNothingSent(lines.join());
		expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(RECORD_LENGTH);
	});

	test('with On Error = Stop Workflow the error says it', async () => {
		const run = await runAgainst(attack, 'stopWorkflow');
		const failure = failureOf(run);
		expect(failure.message).toMatch(message);
		expectReadable(failure.message, 160);
		expectReadable(failure.description, 500);
		const record = inspect(run.data.resultData.error, { depth: null, maxStringLength: null });
		expectNothingSent(record);
		expect(record.length).toBeLessThan(RECORD_LENGTH);
	});
});

describe('n8n takes a success', () => {
	test.each([
		[
			'with __proto__ in it',
			'"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}',
		],
		['with lists 500 deep', `"result":${'['.repeat(500)}${']'.repeat(500)}`],
		['with expressions', '"result":"={{ $env.PATH }}"'],
	])('%s as data, and goes on', async (_, more) => {
		const run = await runAgainst(says(answer(`{"retcode":"0",${more}}`)), 'stopWorkflow');
		expect(run.data.resultData.error).toBeUndefined();
		expect(outputOf(run, 'Success')[0]?.json).toMatchObject({ retcode: '0' });
		expect(JSON.stringify(run.data.resultData)).toContain(more.slice(0, 8));
		expect({}).not.toHaveProperty('polluted');
	});
});
