import type { ICredentialTestFunctions, INodeCredentialTestResult } from 'n8n-workflow';
import { deliver } from '../nodes/CcGateway/gateway/deliver';
import { freePort } from './n8n/machine/ports';
import {
	type Fault,
	OTHER_NAME,
	type Simulator,
	type SimulatorOptions,
	startSimulator,
} from './simulator';
import type { CredentialData } from './support/credentials';
import { credentialTestContext, testCredential } from './support/credentialTest';
import type { EgressPolicy } from './support/egress';
import { setEnvironment } from './support/environment';
import { connectionTo, setCallData } from './support/exchange';
import { type Agent, credentialFor, putThrough } from './support/gateway';
import { startProxy } from './support/proxy';
import { startHttps, startPlainHttp } from './support/servers';

const SIGNED_IN = { status: 'OK', message: 'CC-Gateway answers, and the agent is signed in.' };
const NOT_CHECKED = {
	status: 'OK',
	message: expect.stringContaining('Guid not checked') as unknown,
};
const TIME_LIMIT_MS = 10_000;

let n8n: ICredentialTestFunctions;
let simulator: Simulator;
let agent: Agent;

beforeEach(async () => {
	n8n = credentialTestContext();
	await start();
});

afterEach(() => simulator.stop());

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	agent = putThrough(simulator, '20001', 'a-call');
}

/** Another simulator instead of the one that each test starts with. */
async function restart(options: SimulatorOptions): Promise<void> {
	await simulator.stop();
	await start(options);
}

/** Tests a credential: the agent's by default, with Test Agent ID. */
async function testIt(
	more: CredentialData = {},
	context = n8n,
): Promise<INodeCredentialTestResult> {
	const given = { testAgentId: agent.agentId, ...more };
	return await testCredential(credentialFor(simulator, agent.guid, given), context);
}

/** A server that answers as a gateway might, by the last part of the path. */
async function withAnswers(
	answers: Readonly<Record<string, object>>,
	work: (server: { readonly port: number; readonly ca: string }) => Promise<void>,
): Promise<void> {
	const server = await startHttps(({ url = '' }, response) => {
		const answer = answers[url.slice(1 + url.lastIndexOf('/'))];
		response.writeHead(answer === undefined ? 404 : 200).end(JSON.stringify(answer));
	});
	try {
		await work({ port: server.port, ca: server.ca });
	} finally {
		await server.stop();
	}
}

function failed(...words: readonly RegExp[]) {
	return {
		status: 'Error',
		message: expect.stringMatching(
			new RegExp(words.map(({ source }) => `(?=.*${source})`).join(''), 's'),
		) as unknown,
	};
}

describe('with Test Agent ID', () => {
	test('all is fine when the agent is signed in and has a call', async () => {
		expect(await testIt()).toEqual(SIGNED_IN);
	});

	test.each(['400-001', 'empty'] as const)(
		'all is fine when the agent has no call (%s)',
		async (noCallOnQuery) => {
			await restart({ noCallOnQuery });
			simulator.endCall(agent.callId);
			expect(await testIt()).toEqual(SIGNED_IN);
		},
	);

	const EXCEPTION = { message: '', retcode: '100-007' };

	test.each([
		['none', null],
		['one that has ended', { callid: '1-1', endtime: 1476838963000 }],
	])('all is fine after 100-007 when the current call is %s', async (_, result) => {
		const answers = { appdata: EXCEPTION, callinfo: { retcode: '0', result } };
		await withAnswers(answers, async (server) => {
			expect(await testIt(server)).toEqual(SIGNED_IN);
		});
	});

	test.each<[string, Record<string, object>]>([
		['has a call', { callinfo: { retcode: '0', result: { callid: '1-1', endtime: null } } }],
		['has a call that ends at 0', { callinfo: { retcode: '0', result: { endtime: 0 } } }],
		['cannot be asked about', { callinfo: EXCEPTION }],
		['is asked about in vain', {}],
	])('100-007 is told when the agent %s', async (_, answers) => {
		await withAnswers({ appdata: EXCEPTION, ...answers }, async (server) => {
			expect(await testIt(server)).toEqual(failed(/retcode 100-007/, /queryCallAppData/));
		});
	});

	test.each([
		...['000-001', '000-002', '000-003', '000-004', '000-005', '000-007', '100-001', '100-002'],
		...['100-003', '100-006', '100-011', '105-001', '105-002', '300-001', '400-002', '400-003'],
		...['900-002', '999-999', '1'],
	])('%s is told', async (retcode) => {
		simulator.failNext({ kind: 'retcode', retcode });
		expect(await testIt()).toEqual(failed(new RegExp(`retcode ${retcode}\\)`)));
	});

	test('what the query of a multimedia call, which takes a call ID, answers is told', async () => {
		simulator.endCall(agent.callId);
		simulator.startCall(agent.agentId, 'a-chat', 'multimedia');
		expect(await testIt()).toEqual(failed(/000-002/));
	});

	test('all is fine with the Guid as Set-GUID has it', async () => {
		expect(await testIt({ guid: `JSESSIONID=${agent.guid}` })).toEqual(SIGNED_IN);
	});

	test('all is fine with the cookie that the load balancer wants', async () => {
		await restart({ requireCookie: true });
		expect(await testIt({ cookie: agent.cookie })).toEqual(SIGNED_IN);
		expect(await testIt()).toEqual(failed(/100-006/));
	});

	test('all is fine for an agent ID of the newer range', async () => {
		await restart({ agentIdMax: 999999 });
		const newer = putThrough(simulator, '600001');
		const more = { guid: newer.guid, testAgentId: '600001', agentIdRange: '101-999999' };
		expect(await testIt(more)).toEqual(SIGNED_IN);
	});

	test.each(['000-003', '100-006'] as const)('a wrong Guid is told: %s', async (wrongGuid) => {
		await restart({ wrongGuid });
		simulator.renewGuid(agent.agentId);
		expect(await testIt()).toEqual(failed(new RegExp(wrongGuid), /newest Guid/));
	});

	test("another agent's Guid is told", async () => {
		const other = putThrough(simulator, '20002');
		expect(await testIt({ guid: other.guid })).toEqual(failed(/100-006/));
	});

	test('an agent who is not signed in is told', async () => {
		simulator.signOut(agent.agentId);
		expect(await testIt()).toEqual(failed(/not signed in/, /100-006/));
	});

	test.each(['105-005', '105-006', '105-007'])(
		'a session that is lost is told: %s',
		async (retcode) => {
			simulator.failNext({ kind: 'retcode', retcode });
			expect(await testIt()).toEqual(failed(new RegExp(retcode), /[Ss]ign the agent in again/));
		},
	);

	test('an empty Guid is not checked, and that is said', async () => {
		expect(await testIt({ guid: '' })).toEqual(NOT_CHECKED);
	});
});

describe('without Test Agent ID', () => {
	test('a CC-Gateway is enough, and that the Guid was not checked is said', async () => {
		expect(await testIt({ testAgentId: '' })).toEqual({
			status: 'OK',
			message: "CC-Gateway answers. Guid not checked: fill in 'Test Agent ID'.",
		});
	});

	test.each<SimulatorOptions>([
		{ wrongGuid: '000-003' },
		{ wrongGuid: '100-006' },
		{ requireCookie: true },
	])('a CC-Gateway is enough with %j', async (options) => {
		await restart(options);
		expect(await testIt({ testAgentId: '', guid: '' })).toEqual(NOT_CHECKED);
	});

	test('the Guid stays where it is', async () => {
		await testIt({ testAgentId: '' });
		expect(simulator.requests.map(({ headers }) => headers['guid'])).not.toContain(agent.guid);
	});
});

describe('whatever comes of it', () => {
	test.each(['', '20001'])(
		'it writes nothing and asks once (Test Agent ID "%s")',
		async (testAgentId) => {
			await testIt({ testAgentId });
			expect(simulator.requests.map(({ method, name }) => `${method} ${name ?? ''}`)).toEqual([
				'GET queryCallAppData',
			]);
			expect(simulator.history(agent.callId)).toEqual([]);
		},
	);

	test.each(['', '20001'])(
		'it leaves the call data as it is (Test Agent ID "%s")',
		async (testAgentId) => {
			await setText('{"customer":"Zoë"}');
			await testIt({ testAgentId });
			expect(simulator.callData(agent.callId)).toBe('{"customer":"Zoë"}');
			expect(simulator.history(agent.callId)).toHaveLength(1);
		},
	);

	test.each<[string, Fault]>([
		['lacks a retcode', { kind: 'missingRetcode' }],
		['is cut off', { kind: 'truncated' }],
		['has another retcode', { kind: 'retcode', retcode: '100-001', message: 'Zoë Müller' }],
		['is a page that names a server', { kind: 'html', text: 'Zoë at db1.internal.example' }],
		['is another status', { kind: 'html', status: 500, text: 'Zoë at db1.internal.example' }],
		['is text', { kind: 'notJson', body: 'Zoë at db1.internal.example' }],
	])('it tells no call data and no server when the answer %s', async (_, fault) => {
		await setText('Zoë');
		// A kept-alive connection that breaks is replaced once.
		simulator.failNext(fault, { times: 2 });
		const { status, message } = await testIt();
		expect(status).toBe('Error');
		expect(message.replace('The gateway\'s own message is "Zoë Müller".', '')).not.toMatch(
			/Zo|internal/,
		);
	});

	test('it does not tell the Guid or the cookie, also when an answer repeats them', async () => {
		for (const as of ['json', 'html'] as const) {
			simulator.failNext({ kind: 'echo', as, retcode: '100-006' });
			const { status, message } = await testIt({ cookie: agent.cookie });
			expect(status).toBe('Error');
			expect(message).not.toContain(agent.guid);
			expect(message).not.toContain(agent.cookie);
		}
	});
});

describe.each([
	['with Test Agent ID', {}],
	['without Test Agent ID', { testAgentId: '' }],
] as const)('%s what cannot be reached is told:', (_, given) => {
	test('nothing listens', async () => {
		const port = await freePort();
		expect(await testIt({ ...given, port })).toEqual(
			failed(new RegExp(`https://127.0.0.1:${port} cannot be reached`), /'Host' and 'Port'/),
		);
	});

	test('no such name', async () => {
		expect(await testIt({ ...given, host: 'name.invalid' })).toEqual(
			failed(/name\.invalid/, /cannot be reached/, /DNS/),
		);
	});

	test('a connection that is reset', async () => {
		simulator.failNext({ kind: 'resetBefore' });
		expect(await testIt(given)).toEqual(failed(/The connection to .* was closed/));
	});

	test('a proxy that wants a password', async () => {
		const proxy = await startProxy({ credentials: 'user:password' });
		const restore = setEnvironment({ HTTPS_PROXY: proxy.url, NO_PROXY: '', no_proxy: '' });
		try {
			expect(await testIt(given)).toEqual(failed(/407/, /HTTPS_PROXY/));
		} finally {
			restore();
			await proxy.stop();
		}
	});
});

describe.each([
	['with Test Agent ID', {}],
	['without Test Agent ID', { testAgentId: '' }],
] as const)('%s why TLS refused is told:', (_, given) => {
	test.each([
		['selfSigned', { ca: '' }, /self-signed/, /'CA Certificate'/],
		['valid', { ca: '' }, /unknown CA/, /'CA Certificate'/],
		['wrongName', {}, /another name/, /'TLS Server Name'/],
		['expired', {}, /expired on \w{3}/, /Renew/],
	] as const)('%s with %j', async (certificate, more, reason, advice) => {
		await simulator.restart({ certificate });
		expect(await testIt({ ...given, ...more })).toEqual(failed(/is not trusted/, reason, advice));
		expect(simulator.requestCount).toBe(0);
	});

	test('TLS 1.1 only', async () => {
		await restart({ tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } });
		expect(await testIt(given)).toEqual(failed(/TLS 1\.2 or newer/));
	});

	test('no TLS', async () => {
		const plain = await startPlainHttp();
		try {
			expect(await testIt({ ...given, port: plain.port })).toEqual(
				failed(/does not speak TLS/, /HTTPS port/),
			);
		} finally {
			await plain.stop();
		}
	});

	test.each([
		['selfSigned', {}],
		['wrongName', { tlsServerName: OTHER_NAME }],
		['expired', { ca: '', ignoreSslIssues: true }],
	] as const)('but not for %s with %j', async (certificate, more) => {
		await restart({ certificate });
		expect(await testIt({ ...given, ...more })).toMatchObject({ status: 'OK' });
	});
});

describe.each([
	['with Test Agent ID', {}],
	['without Test Agent ID', { testAgentId: '' }],
] as const)('%s what is no CC-Gateway is told:', (_, given) => {
	test.each<[string, Fault, RegExp]>([
		['an HTML page', { kind: 'html' }, /HTML page/],
		['foreign JSON', { kind: 'notJson', body: '{"status":"UP"}' }, /JSON without a retcode/],
		['a JSON list', { kind: 'notJson', body: '[]' }, /JSON that is not an object/],
		['text', { kind: 'notJson' }, /Something other than JSON/],
		['an empty body', { kind: 'emptyBody' }, /empty body/],
		['HTTP 404', { kind: 'html', status: 404 }, /HTTP status 404/],
		['HTTP 401', { kind: 'status', status: 401 }, /HTTP status 401/],
		['a redirect', { kind: 'redirect', location: 'https://127.0.0.1:1/' }, /HTTP status 302/],
		['over 1 MiB', { kind: 'notJson', body: 'x'.repeat(2 ** 21) }, /1 MiB/],
	])('%s', async (_what, fault, message) => {
		simulator.failNext(fault);
		expect(await testIt(given)).toEqual(
			failed(message, /instead of an answer of CC-Gateway/, /'Host' and 'Port'/),
		);
	});

	test('another web server, without a word of it', async () => {
		const server = await startHttps((_request, response) => response.end('<h1>It works!</h1>'));
		try {
			const { port, ca } = server;
			const { message } = await testIt({ ...given, port, ca });
			expect(message).toMatch(/HTML page.*18 bytes/);
			expect(message).not.toContain('works');
		} finally {
			await server.stop();
		}
	});
});

describe.each([
	['with Test Agent ID', {}],
	['without Test Agent ID', { testAgentId: '' }],
] as const)("%s n8n's egress policy", (_, given) => {
	const blocked = (host: string) =>
		failed(new RegExp(`egress policy of this n8n does not allow https://${host}`), /N8N_SSRF/);

	test.each(['127.0.0.1', 'localhost', '[::1]'])('keeps %s from being asked', async (host) => {
		const result = await testIt({ ...given, host }, credentialTestContext({}));
		expect(result).toEqual(blocked(host.replace(/[[\]]/g, '.')));
		expect(simulator.connections).toBe(0);
	});

	test('keeps a name that leads to an inner address from being asked', async () => {
		const context = credentialTestContext({}, Array(10).fill('127.0.0.1'));
		const result = await testIt({ ...given, host: 'gateway.example.com' }, context);
		expect(result).toEqual(blocked('gateway.example.com'));
		expect(simulator.connections).toBe(0);
	});

	test('keeps a name on its list from being asked', async () => {
		const context = credentialTestContext({ blockedHostnames: ['*.example.com'] });
		const result = await testIt({ ...given, host: 'gateway.example.com' }, context);
		expect(result).toEqual(blocked('gateway.example.com'));
	});

	test.each<EgressPolicy>([
		{ allowedIpRanges: ['127.0.0.0/8'] },
		{ allowedHostnames: ['localhost'] },
	])('lets pass what %j allows, whatever comes of its own request', async (policy) => {
		const host = policy.allowedHostnames?.[0] ?? '127.0.0.1';
		const result = await testIt({ ...given, host }, credentialTestContext(policy));
		expect(result).toMatchObject({ status: 'OK' });
	});

	test('has two seconds to say no', async () => {
		const { logger, helpers } = n8n;
		const request = (): Promise<never> => new Promise(() => undefined);
		const begin = performance.now();
		const result = await testIt(given, { logger, helpers: { ...helpers, request } });
		expect(result).toMatchObject({ status: 'OK' });
		expect(performance.now() - begin).toBeGreaterThan(1900);
	});
});

describe('a field that cannot be used is named, and nothing is sent:', () => {
	test.each<[string, CredentialData, RegExp]>([
		['Host empty', { host: '' }, /'Host' is empty/],
		['Host with http://', { host: 'http://gw.example.com' }, /'Host' starts with http:/],
		['Host with a port that does not exist', { host: 'gw:99999' }, /'Host' ends in a port/],
		['Host with a space', { host: 'gw example.com' }, /'Host' is not/],
		['Port out of range', { port: 70_000 }, /'Port' must be/],
		['Guid of two lines', { guid: 'a\r\nX: y' }, /'Guid' holds a line break/],
		['cookie with another header', { cookie: 'a=b\nX-Evil: 1' }, /'Session Cookie' holds a header/],
		['CA that is no PEM', { ca: 'MIIB' }, /'CA Certificate' holds no PEM/],
		['TLS Server Name that is an address', { tlsServerName: '192.0.2.1' }, /'TLS Server Name'/],
		['Test Agent ID that is a name', { testAgentId: 'Zoë' }, /'Test Agent ID'/],
		['Test Agent ID out of range', { testAgentId: '100' }, /'Test Agent ID'/],
		['Test Agent ID with a leading zero', { testAgentId: '0101' }, /'Test Agent ID'/],
	])('%s', async (_, more, message) => {
		expect(await testIt(more)).toEqual(failed(message));
		expect(simulator.connections).toBe(0);
	});
});

describe('the words of the test', () => {
	const AFTER_WRITING = /stored|[Rr]un the item|'Timeout/;

	test.each<[string, Fault]>([
		['a reset', { kind: 'resetAfter' }],
		['HTTP 503', { kind: 'status', status: 503 }],
	])('do not speak of items and stored data after %s', async (_, fault) => {
		simulator.failNext(fault);
		const { status, message } = await testIt();
		expect(status).toBe('Error');
		expect(message).not.toMatch(AFTER_WRITING);
	});

	test('say after 10 seconds without an answer just that', async () => {
		simulator.failNext({ kind: 'delay', ms: 5000 });
		const { setTimeout: setRealTimeout } = globalThis;
		const spy = jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation((callback, ms = 0) =>
				setRealTimeout(callback, ms === TIME_LIMIT_MS ? 200 : ms),
			);
		try {
			const result = await testIt();
			expect(result).toEqual(failed(/did not answer within 10 seconds/));
			expect(result.message).not.toMatch(AFTER_WRITING);
		} finally {
			spy.mockRestore();
		}
	});
});

async function setText(text: string): Promise<void> {
	const effort = { timeoutMs: 5000, maxRetries: 0, cancel: undefined, halt: undefined };
	const request = setCallData(agent, text);
	await deliver(connectionTo(simulator), agent, request, { ...effort, egress: undefined });
}
