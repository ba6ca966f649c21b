import { setTimeout as sleep } from 'node:timers/promises';
import { explain } from '../nodes/CcGateway/explain';
import { deliver, type Delivery } from '../nodes/CcGateway/gateway/deliver';
import { poolFor } from '../nodes/CcGateway/wire/pool';
import { freePort } from './n8n/machine/ports';
import { OTHER_NAME, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { setEnvironment } from './support/environment';
import { connectionTo, errorOf, sendText, setCallData } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { type Proxy, type ProxyOptions, startProxy } from './support/proxy';

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

/** One attempt of a delivery: what it fails with is what counts, wherever the status was noticed. */
async function deliverText(text: string): Promise<Delivery> {
	return await deliver(connectionTo(simulator), agent, setCallData(agent, text), {
		timeoutMs: 5000,
		maxRetries: 0,
		signal: undefined,
		egress: undefined,
	});
}

const gateway = () => `127.0.0.1:${simulator.port}`;
/** How a message names the way to the gateway. */
const way = (proxyHost = new URL(proxy.url).host) =>
	`${simulator.url} (through the proxy ${proxyHost})`;

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
		await Promise.all(Array.from({ length: 5 }, () => status()));
		expect(simulator.requestCount).toBe(10);
	});

	test('close by themselves when idle: they have a time limit', async () => {
		await start({}, { keepAliveTimeoutMs: 0 });
		await status();
		await sleep(10);
		const pool = poolFor(connectionTo(simulator));
		const idle = Object.values(pool.freeSockets).flatMap((sockets) => sockets ?? []);
		expect(idle.map(({ timeout }) => timeout)).toEqual([30_000]);
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
	const refusal = async (more: object = {}) => {
		const { failure } = await errorOf(sendText(connectionTo(simulator, more), agent));
		expect(proxy.connects).toEqual([gateway()]);
		expect(simulator.requestCount).toBe(0);
		return failure;
	};

	test.each([
		['wrongName', {}, 'wrongName'],
		['valid', { tlsServerName: OTHER_NAME }, 'wrongName'],
		['valid', { ca: '' }, 'unknownCa'],
		['selfSigned', { ca: '' }, 'selfSigned'],
		['expired', {}, 'expired'],
	] as const)('%s with %j is refused as %s', async (certificate, more, reason) => {
		await start({}, { certificate });
		expect(await refusal(more)).toEqual({ kind: 'untrusted', origin: way(), reason });
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

	test.each([0, 100])(
		'and gets none: HTTP 407 and what to do (page after %i ms)',
		async (pageAfterMs) => {
			await start({ credentials: 'user:password', pageAfterMs });
			const error = await errorOf(deliverText('text'));
			expect(error.failure).toMatchObject({ kind: 'http', status: 407 });
			expect(simulator.connections).toBe(0);
			const { message, description } = explain(error);
			expect(message).toContain('407');
			expect(description).toContain('user and password of the proxy into HTTPS_PROXY');
		},
	);

	test('and gets none sees nothing of the request', async () => {
		await start({ credentials: 'user:password' });
		await errorOf(deliverText('call data in clear'));
		expect(proxy.seen).not.toContain('call data in clear');
		expect(proxy.seen).not.toContain(agent.guid);
	});
});

describe('a proxy that does not get through', () => {
	test.each([403, 502, 503])('to the gateway: HTTP %i', async (status) => {
		await start({ refuseWith: status });
		expect((await errorOf(deliverText('text'))).failure).toMatchObject({ kind: 'http', status });
	});

	test('since nothing listens there: refused, and the proxy is named', async () => {
		await start();
		const proxyHost = `127.0.0.1:${await freePort()}`;
		process.env['HTTPS_PROXY'] = `http://user:secret@${proxyHost}`;
		const { failure } = await errorOf(sendText(connectionTo(simulator), agent));
		expect(failure).toEqual({ kind: 'unreachable', origin: way(proxyHost), reason: 'refused' });
	});

	test('since it hangs up: reset', async () => {
		await start({ instead: 'hangUp' });
		const { failure } = await errorOf(sendText(connectionTo(simulator), agent));
		expect(failure).toEqual({ kind: 'unreachable', origin: way(), reason: 'reset' });
	});

	test('since HTTPS_PROXY is no address: unreachable, and that is named', async () => {
		await start();
		process.env['HTTPS_PROXY'] = 'http://';
		const { failure } = await errorOf(sendText(connectionTo(simulator), agent));
		expect(failure).toMatchObject({
			kind: 'unreachable',
			origin: expect.stringContaining('HTTPS_PROXY, which is not an address') as string,
		});
	});

	test('since it never answers: timeout or cancel, and its connections are closed soon', async () => {
		await start({ instead: 'silence' });
		const connection = connectionTo(simulator);
		const late = sendText(connection, agent, 'text', { timeoutMs: 200 });
		expect((await errorOf(late)).failure).toMatchObject({ kind: 'timeout', origin: way() });
		const signal = AbortSignal.timeout(100);
		const cancelled = sendText(connection, agent, 'text', { signal });
		expect(await cancelled.catch((reason: unknown) => reason)).toBe(signal.reason);
		const waiting = sendText(connection, agent, 'text', { timeoutMs: 10_000 });
		expect((await errorOf(waiting)).failure).toMatchObject({ reason: 'noAnswer' });
		await sleep(50);
		expect(proxy.openConnections).toBe(0);
	});
});
