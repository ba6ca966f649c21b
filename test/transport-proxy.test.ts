import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deliver, type Delivery } from '../nodes/CcGateway/gateway/deliver';
import { poolCount, poolFor } from '../nodes/CcGateway/wire/pool';
import type { ProxyFault, WireFailure } from '../nodes/CcGateway/wire/wireError';
import { freePort } from './n8n/machine/ports';
import { OTHER_NAME, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { setEnvironment } from './support/environment';
import { eventually } from './support/eventually';
import { connectionTo, errorOf, sendText, setCallData, wireErrorOf } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { certify, newHolder } from './support/identity';
import { type Proxy, type ProxyOptions, startProxy } from './support/proxy';
import { startPlainHttp, startSilent } from './support/servers';

const NO_PROXIES = Object.fromEntries(
	['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY', 'no_proxy', 'NO_PROXY'].map((name) => [
		name,
		undefined,
	]),
);

let simulator: Simulator;
let agent: Agent;
let proxy: Proxy;
let restoreEnvironment: () => void;

beforeEach(() => {
	restoreEnvironment = setEnvironment(NO_PROXIES);
});

afterEach(async () => {
	restoreEnvironment();
	await Promise.all([simulator.stop(), proxy.stop()]);
});

async function start(behaviour: ProxyOptions = {}, options: SimulatorOptions = {}): Promise<void> {
	[simulator, proxy] = await Promise.all([startSimulator(options), startProxy(behaviour)]);
	agent = putThrough(simulator, '20001');
	process.env['HTTPS_PROXY'] = proxy.url;
}

async function status(more: object = {}): Promise<number> {
	return (await sendText(connectionTo(simulator, more), agent)).status;
}

async function deliverText(maxRetries: number, to: Agent = agent): Promise<Delivery> {
	return await deliver(connectionTo(simulator), to, setCallData(to, 'text'), {
		timeoutMs: 5000,
		maxRetries,
		cancel: undefined,
		halt: undefined,
		egress: undefined,
	});
}

/** What a request fails with of which nothing was sent. */
async function refusal(more: object = {}): Promise<WireFailure> {
	const { failure, wasSent } = await wireErrorOf(sendText(connectionTo(simulator, more), agent));
	expect(wasSent).toBe(false);
	expect(simulator.requestCount).toBe(0);
	return failure;
}

const gateway = () => `127.0.0.1:${simulator.port}`;
/** A failure of the proxy, which is named without its password. */
const ofProxy = (fault: ProxyFault, host = new URL(proxy.url).host) => ({
	kind: 'proxy',
	origin: simulator.url,
	proxy: host,
	fault,
});

describe('HTTPS_PROXY', () => {
	test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('%s is honoured', async (name) => {
		await start();
		delete process.env['HTTPS_PROXY'];
		process.env[name] = proxy.url;
		expect(await status()).toBe(200);
		expect(proxy.connects).toEqual([gateway()]);
	});

	test.each([['127.0.0.1'], ['*'], ['example.com, 127.0.0.1'], ['localhost,*.0.0.1']])(
		'is not used for what NO_PROXY names: %s',
		async (names) => {
			await start();
			process.env['NO_PROXY'] = names;
			expect(await status()).toBe(200);
			expect(proxy.connects).toEqual([]);
		},
	);

	test('is used for what NO_PROXY does not name', async () => {
		await start();
		process.env['NO_PROXY'] = 'example.com,127.0.0.1:1';
		expect(await status()).toBe(200);
		expect(proxy.connects).toEqual([gateway()]);
	});

	test('is honoured for an IPv6 address', async () => {
		await start({}, { host: '::1' });
		expect(await status()).toBe(200);
		expect(proxy.connects).toEqual([`[::1]:${simulator.port}`]);
	});

	test('is honoured from the next request on when it changes', async () => {
		await start();
		await status();
		delete process.env['HTTPS_PROXY'];
		await status();
		expect(proxy.connects).toHaveLength(1);
		expect(simulator.connections).toBe(2);
	});
});

describe('connections through a proxy', () => {
	test('are kept alive: one CONNECT for several requests', async () => {
		await start();
		for (let i = 0; i < 5; i++) expect(await status()).toBe(200);
		expect(proxy.connects).toEqual([gateway()]);
		expect(simulator).toMatchObject({ requestCount: 5, connections: 1, handshakes: 1 });
	});

	test('are as many as requests at once', async () => {
		await start();
		for (let round = 0; round < 3; round++) {
			await Promise.all(Array.from({ length: 10 }, () => status()));
		}
		expect(proxy.connects.length).toBeLessThanOrEqual(10);
		expect(simulator.requestCount).toBe(30);
	});

	test('are replaced at once when the proxy dropped them meanwhile', async () => {
		await start();
		await Promise.all(Array.from({ length: 5 }, () => status()));
		proxy.dropConnections();
		await Promise.all(Array.from({ length: 5 }, () => deliverText(0)));
		expect(simulator.requestCount).toBe(10);
	});

	test('close by themselves when they have been idle for 30 seconds', async () => {
		await start({}, { keepAliveTimeoutMs: 0 });
		await status();
		const { agent: connections } = poolFor(connectionTo(simulator));
		const idle = Object.values(connections.freeSockets).flatMap((sockets) => sockets ?? []);
		expect(idle.map(({ timeout }) => timeout)).toEqual([30_000]);
		for (const socket of idle) socket.setTimeout(1);
		expect(await eventually(() => proxy.openConnections, 0)).toBe(0);
		expect(await eventually(poolCount, 0)).toBe(0);
	});

	test('do not keep the process alive when idle', async () => {
		await start({}, { keepAliveTimeoutMs: 0 });
		const environment = { HTTPS_PROXY: proxy.url };
		const { outcomes, lingeredMs } = await sendFromChild({ server: simulator, agent, environment });
		expect(outcomes).toEqual([200]);
		expect(proxy.connects).toEqual([gateway()]);
		expect(lingeredMs).toBeLessThan(3000);
	});

	test('show the proxy neither call data nor Guid nor cookie', async () => {
		await start();
		await sendText(connectionTo(simulator), agent, 'call data in clear');
		expect(simulator.history(agent.callId)).toEqual(['call data in clear']);
		expect(proxy.seen).not.toBe('');
		for (const secret of ['call data in clear', agent.guid, agent.cookie, 'agentgateway']) {
			expect(proxy.seen).not.toContain(secret);
		}
	});
});

describe('through a proxy the certificate', () => {
	test.each([
		['wrongName', {}, 'wrongName'],
		['valid', { tlsServerName: OTHER_NAME }, 'wrongName'],
		['valid', { ca: '' }, 'unknownCa'],
		['selfSigned', { ca: '' }, 'selfSigned'],
		['expired', {}, 'expired'],
	] as const)('%s with %j is refused as %s', async (certificate, more, reason) => {
		await start({}, { certificate });
		const failure = { kind: 'untrusted', origin: simulator.url, reason };
		expect(await refusal(more)).toMatchObject(failure);
		expect(proxy.connects).toEqual([gateway()]);
	});

	test.each([
		['wrongName', { tlsServerName: OTHER_NAME }],
		['selfSigned', {}],
		['expired', { ignoreSslIssues: true }],
	] as const)('%s with %j is accepted', async (certificate, more) => {
		await start({}, { certificate });
		expect(await status(more)).toBe(200);
		expect(proxy.connects).toEqual([gateway()]);
	});

	test('is checked also with NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment', async () => {
		await start({}, { certificate: 'wrongName' });
		const environment = { HTTPS_PROXY: proxy.url, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
		const { outcomes } = await sendFromChild({ server: simulator, agent, environment });
		expect(outcomes).toMatchObject([{ kind: 'untrusted', reason: 'wrongName' }]);
		expect(proxy.connects).toEqual([gateway()]);
	});

	test('does not make up for TLS 1.1', async () => {
		await start({}, { tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } });
		expect(await refusal({ ignoreSslIssues: true })).toMatchObject({ reason: 'tlsVersion' });
	});
});

describe('a proxy that asks for a password', () => {
	test('gets it from HTTPS_PROXY, and the gateway does not', async () => {
		await start({ credentials: 'user:pass word' });
		process.env['HTTPS_PROXY'] = proxy.url.replace('//', '//user:pass%20word@');
		expect(await status()).toBe(200);
		expect(simulator.requests[0]?.headerNames).not.toContain('Proxy-Authorization');
	});

	test('gets it as it is when a percent sign in it encodes nothing', async () => {
		await start({ credentials: 'user:50%off' });
		process.env['HTTPS_PROXY'] = proxy.url.replace('//', '//user:50%off@');
		expect(await status()).toBe(200);
	});

	test('gets the new one when it changes, over new connections', async () => {
		await start({ credentials: 'user:new' });
		process.env['HTTPS_PROXY'] = proxy.url.replace('//', '//user:old@');
		expect(await refusal()).toEqual(ofProxy({ kind: 'status', status: 407 }));
		process.env['HTTPS_PROXY'] = proxy.url.replace('//', '//user:new@');
		expect(await status()).toBe(200);
	});

	test.each([0, 100])(
		'and gets none refuses with HTTP 407 (page after %i ms)',
		async (pageAfterMs) => {
			await start({ credentials: 'user:password', pageAfterMs });
			expect(await refusal()).toEqual(ofProxy({ kind: 'status', status: 407 }));
			expect(simulator.connections).toBe(0);
		},
	);

	test('and gets none sees nothing of the request', async () => {
		await start({ credentials: 'user:password' });
		await wireErrorOf(sendText(connectionTo(simulator), agent, 'call data in clear'));
		expect(proxy.seen).not.toContain('call data in clear');
		expect(proxy.seen).not.toContain(agent.guid);
	});
});

describe('a proxy that is spoken to over TLS', () => {
	test('is used when Node.js trusts its certificate, for its own name', async () => {
		const issuer = await newHolder('ec', 'CN=Proxies');
		const identity = await certify(await newHolder(), { issuer, names: ['localhost'] });
		const { cert } = await certify(issuer, { isCa: true });
		await start({ identity }, { certificateNames: ['gateway.example.com'] });
		await withCaFile(cert, async (NODE_EXTRA_CA_CERTS) => {
			const HTTPS_PROXY = proxy.url.replace('127.0.0.1', 'localhost');
			const { outcomes } = await sendFromChild({
				server: { host: 'gateway.example.com', port: simulator.port, ca: simulator.ca },
				agent,
				environment: { HTTPS_PROXY, NODE_EXTRA_CA_CERTS },
			});
			expect(outcomes).toEqual([200]);
			expect(proxy.connects).toEqual([`gateway.example.com:${simulator.port}`]);
		});
	});

	test.each(['127.0.0.1', 'localhost'])(
		'is refused for the name of the gateway, as %s',
		async (host) => {
			const issuer = await newHolder('ec', 'CN=Proxies');
			const names = ['gateway.example.com'];
			const identity = await certify(await newHolder(), { issuer, names });
			const { cert } = await certify(issuer, { isCa: true });
			await start({ identity }, { certificateNames: names });
			await withCaFile(cert, async (NODE_EXTRA_CA_CERTS) => {
				const HTTPS_PROXY = proxy.url.replace('127.0.0.1', host);
				const { outcomes } = await sendFromChild({
					server: { host: 'gateway.example.com', port: simulator.port, ca: simulator.ca },
					agent,
					environment: { HTTPS_PROXY, NODE_EXTRA_CA_CERTS },
				});
				const fault = { kind: 'untrusted', reason: 'wrongName' };
				expect(outcomes).toMatchObject([
					{ kind: 'proxy', proxy: new URL(HTTPS_PROXY).host, fault },
				]);
			});
		},
	);

	test('is refused when its certificate is private: the proxy, not the gateway', async () => {
		const issuer = await newHolder('ec', 'CN=Unknown CA');
		await start({ identity: await certify(await newHolder(), { issuer, names: ['127.0.0.1'] }) });
		expect(await refusal()).toEqual(ofProxy({ kind: 'untrusted', reason: 'unknownCa' }));
	});

	test('is refused when its certificate is self-signed, also with the CA of the gateway', async () => {
		const identity = await certify(await newHolder(), { names: ['127.0.0.1'] });
		await start({ identity });
		const failure = ofProxy({ kind: 'untrusted', reason: 'selfSigned' });
		expect(await refusal()).toEqual(failure);
		expect(await refusal({ ca: simulator.ca + identity.cert })).toEqual(failure);
		expect(await refusal({ ignoreSslIssues: true })).toEqual(failure);
	});

	test('is told from one that does not speak TLS', async () => {
		await start();
		const plain = await startPlainHttp();
		try {
			process.env['HTTPS_PROXY'] = `https://127.0.0.1:${plain.port}`;
			const fault = { kind: 'untrusted', reason: 'notTls' } as const;
			expect(await refusal()).toEqual(ofProxy(fault, `127.0.0.1:${plain.port}`));
		} finally {
			await plain.stop();
		}
	});
});

describe('a proxy that does not get through', () => {
	test.each([400, 403, 404, 407, 502, 503, 504])('to the gateway: HTTP %i', async (code) => {
		await start({ refuseWith: code });
		expect(await refusal()).toEqual(ofProxy({ kind: 'status', status: code }));
		expect(await eventually(() => proxy.openConnections, 0)).toBe(0);
	});

	test('since nothing listens there: refused, and the proxy is named without its password', async () => {
		await start();
		const proxyHost = `127.0.0.1:${await freePort()}`;
		process.env['HTTPS_PROXY'] = `http://user:secret@${proxyHost}`;
		expect(await refusal()).toEqual(ofProxy({ kind: 'unreachable', reason: 'refused' }, proxyHost));
	});

	test('since its name does not exist: that', async () => {
		await start();
		process.env['HTTPS_PROXY'] = 'http://proxy.invalid:3128';
		const failure = await refusal();
		expect(failure).toMatchObject({ kind: 'proxy', proxy: 'proxy.invalid:3128' });
		const reasons = ['noName', 'nameNotReady'].map((reason) => ({ kind: 'unreachable', reason }));
		expect(reasons).toContainEqual('fault' in failure && failure.fault);
	});

	test('since it hangs up: reset', async () => {
		await start({ instead: 'hangUp' });
		expect(await refusal()).toEqual(ofProxy({ kind: 'unreachable', reason: 'reset' }));
	});

	test.each(['http://', 'http://proxy:99999', 'https://', 'socks5://127.0.0.1:1080', 'a b'])(
		'since HTTPS_PROXY is "%s", which is no address of an HTTP proxy',
		async (value) => {
			await start();
			process.env['HTTPS_PROXY'] = value;
			expect(await refusal()).toEqual(ofProxy({ kind: 'address' }, 'in HTTPS_PROXY'));
			expect(simulator.connections).toBe(0);
			expect(poolCount()).toBe(0);
		},
	);

	test('since it never answers: timeout or cancel, and its connections are closed soon', async () => {
		await start({ instead: 'silence' });
		const connection = connectionTo(simulator);
		const late = await wireErrorOf(sendText(connection, agent, 'text', { timeoutMs: 200 }));
		const failure = { kind: 'timeout', timeoutMs: 200, phase: 'connecting' };
		expect(late).toMatchObject({ failure, wasSent: false });
		const cancel = AbortSignal.timeout(100);
		const cancelled = sendText(connection, agent, 'text', { cancel });
		expect(await cancelled.catch((reason: unknown) => reason)).toBe(cancel.reason);
		expect(await eventually(() => proxy.openConnections, 0)).toBe(0);
		expect(await eventually(poolCount, 0)).toBe(0);
	});

	test('since TLS with it never comes about: timeout, and the connection is closed', async () => {
		await start();
		const silent = await startSilent();
		try {
			process.env['HTTPS_PROXY'] = `https://127.0.0.1:${silent.port}`;
			const late = sendText(connectionTo(simulator), agent, 'text', { timeoutMs: 200 });
			expect(await wireErrorOf(late)).toMatchObject({
				failure: { kind: 'timeout', phase: 'connecting' },
				wasSent: false,
			});
			expect(await eventually(() => silent.openConnections, 0)).toBe(0);
		} finally {
			await silent.stop();
		}
	});

	test.each([
		['with a Call ID', () => agent],
		['to the current call', () => ({ ...agent, callId: '' })],
	])(
		'is asked again for a write %s: nothing was sent, and no attempt is in doubt',
		async (_, to) => {
			await start({ refuseWith: 502 });
			const error = await errorOf(deliverText(1, to()));
			const failure = ofProxy({ kind: 'status', status: 502 });
			expect(error).toMatchObject({ failure, attempts: 2, isInDoubt: false });
			expect(proxy.connects).toHaveLength(2);
		},
	);

	test('is not asked again after HTTP 403, which does not pass', async () => {
		await start({ refuseWith: 403 });
		const error = await errorOf(deliverText(1));
		expect(error).toMatchObject({ attempts: 1, isInDoubt: false });
	});
});

test('a proxy that opens the tunnel with HTTP 201 is used: any 2xx opens it (RFC 9110)', async () => {
	await start({ openWith: 201 });
	expect(await status()).toBe(200);
});

/** Does something with a file that holds a CA. */
async function withCaFile<T>(ca: string, work: (file: string) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(path.join(tmpdir(), 'cc-gateway-ca-'));
	try {
		const file = path.join(folder, 'ca.pem');
		await writeFile(file, ca);
		return await work(file);
	} finally {
		await rm(folder, { recursive: true });
	}
}
