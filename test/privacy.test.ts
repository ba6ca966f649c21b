import { inspect } from 'node:util';
import type { INode, INodeParameters } from 'n8n-workflow';
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { type Engine, startEngine } from './support/engine';
import { credentialFor, putThrough } from './support/gateway';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from './support/node-workflow';

const COOKIE = 'huaweielbsession=cookie-of-a-load-balancer-4711';
const CALL_DATA = 'Jane "JD" Doe, <gold> customer; open ticket: 0815-türkis';
const BASE64 = Buffer.from(CALL_DATA).toString('base64');

/** Every way in which a run ends badly once it is on the wire. */
const FAULTS: readonly Fault[] = [
	{ kind: 'html' },
	{ kind: 'html', status: 500 },
	{ kind: 'status', status: 503 },
	{ kind: 'retcode', retcode: '100-007' },
	{ kind: 'retcode', retcode: '000-003' },
	{ kind: 'retcode', retcode: 100006 },
	{ kind: 'retcode', retcode: '999-001', message: `Not taken: ${CALL_DATA}` },
	{ kind: 'retcode', retcode: CALL_DATA, message: BASE64 },
	{ kind: 'missingRetcode' },
	{ kind: 'notJson', body: `OK ${BASE64}` },
	{ kind: 'emptyBody' },
	{ kind: 'redirect', location: 'https://127.0.0.1:1/' },
	{ kind: 'truncated' },
	{ kind: 'resetBefore' },
	{ kind: 'resetAfter' },
	{ kind: 'delay', ms: 3000 },
	{ kind: 'slow', pauseMs: 100 },
	{ kind: 'huge', bytes: 2 ** 21 },
	{ kind: 'echo' },
	{ kind: 'echo', as: 'html' },
	{ kind: 'echo', retcode: '400-001' },
];

/** Input that is refused before anything is sent. */
const BAD_INPUT: readonly INodeParameters[] = [
	{ agentId: CALL_DATA },
	{ agentId: '60000' },
	{ callId: `={{ ({ x: ${JSON.stringify(CALL_DATA)} }) }}` },
	{ specifyCallData: 'json', callDataJson: CALL_DATA },
	{ callData: `${CALL_DATA} `.repeat(400) },
	{ callData: `${CALL_DATA}\ud800` },
	{ isDataEncoded: true, base64Encoding: 'already', callData: CALL_DATA },
	{ isDataEncoded: CALL_DATA },
	{ guid: `${CALL_DATA}\r\nX: y` },
	{ options: { cookie: `${CALL_DATA}\r\nX: y` } },
	{ options: { timeout: CALL_DATA } },
];

const ON_ERROR: readonly NonNullable<INode['onError']>[] = [
	'stopWorkflow',
	'continueRegularOutput',
	'continueErrorOutput',
];

let engine: Engine;
let simulator: Simulator;
let guid: string;

beforeAll(async () => {
	engine = await startEngine();
});
afterAll(async () => {
	await engine.stop();
});
afterEach(async () => {
	await simulator.stop();
});

async function start(options: SimulatorOptions = {}, credential: object = {}): Promise<void> {
	simulator = await startSimulator(options);
	guid = putThrough(simulator, '20001', '20001-1').guid;
	const fields = credentialFor(simulator, guid, { cookie: COOKIE, ...credential });
	await engine.addCredential('ccGatewayApi', CREDENTIAL, fields);
}

/** Runs the node with literal call data in each mode and looks at all that comes out. */
async function expectNothingComesOut(parameters: INodeParameters = {}): Promise<void> {
	for (const onError of ON_ERROR) {
		const logged = engine.logLines.length;
		const run = await engine.run(
			nodeWorkflow(
				{
					agentId: '20001',
					callId: '20001-1',
					callData: CALL_DATA,
					options: { timeout: 1, maxRetries: 0 },
					...parameters,
				},
				{ onError },
			),
		);
		const { error, runData } = run.data.resultData;
		const tasks = runData[CC_GATEWAY] ?? [];
		expect(error !== undefined).toBe(onError === 'stopWorkflow');
		expect(tasks).toHaveLength(1);
		expectNoSecretIn([error, tasks, engine.logLines.slice(logged)]);
	}
}

/** Neither a secret nor ten characters of one. */
function expectNoSecretIn(value: unknown): void {
	const whole = { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null };
	const text = `${inspect(value, whole)}\n${JSON.stringify(value)}`;
	const parts = [CALL_DATA, BASE64, guid, COOKIE].flatMap((secret) =>
		Array.from({ length: secret.length - 9 }, (_, start) => secret.slice(start, start + 10)),
	);
	expect(parts.filter((part) => text.includes(part))).toEqual([]);
}

describe('neither call data nor Guid nor cookie comes out', () => {
	test('of a run that went well, and the log tells what it may', async () => {
		await start();
		const run = await engine.run(
			nodeWorkflow({ agentId: '20001', callId: '', callData: CALL_DATA }),
		);

		expect(run.status).toBe('success');
		expectNoSecretIn([run.data.resultData.runData[CC_GATEWAY], engine.logLines]);
		const line = engine.logLines.find((text) => text.includes('setCallAppDataEx'));
		expect(line).toContain("agentid: '20001'");
		expect(line).toContain(`calldatalength: ${String(Buffer.byteLength(CALL_DATA))}`);
		expect(line).toMatch(/outcome: '0'.*attempts: 1.*milliseconds: \d+/);
	});

	test.each(FAULTS.map((fault) => [JSON.stringify(fault).slice(0, 60), fault] as const))(
		'of the fault %s',
		async (_, fault) => {
			await start();
			simulator.failAtRate(1, [fault]);
			await expectNothingComesOut();
			await expectNothingComesOut({ isDataEncoded: true, base64Encoding: 'encode' });
			expect(simulator.requestCount).toBe(6);
		},
	);

	test.each(BAD_INPUT.map((input) => [JSON.stringify(input).slice(0, 60), input] as const))(
		'of the bad input %s',
		async (_, input) => {
			await start();
			await expectNothingComesOut(input);
			expect(simulator.requestCount).toBe(0);
		},
	);

	test.each([
		['an expired certificate', { certificate: 'expired' }, {}],
		['a certificate for another name', { certificate: 'wrongName' }, {}],
		['a self-signed certificate', { certificate: 'selfSigned' }, { ca: '' }],
		['an unknown CA', {}, { ca: '' }],
		['old TLS', { tls: { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' } }, {}],
		['a closed port', {}, { port: 1 }],
		['a name that does not exist', {}, { host: 'gw.invalid' }],
		['a Guid of another session', {}, { guid: `${COOKIE}.AgentGateway1` }],
		['a bad CA certificate', {}, { ca: CALL_DATA }],
		['a bad host', {}, { host: `https://${CALL_DATA}` }],
	] as const)('of %s', async (_, options, credential) => {
		await start(options, credential);
		await expectNothingComesOut();
		expect(simulator.requests.filter(({ retcode }) => retcode === '0')).toEqual([]);
	});
});
