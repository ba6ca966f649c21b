import { setTimeout as sleep } from 'node:timers/promises';
import { RESOURCE_PATH } from '../nodes/CcGateway/gateway/contract';
import type { Failure } from '../nodes/CcGateway/gateway/failure';
import { send } from '../nodes/CcGateway/wire/exchange';
import { freePort } from './n8n/machine/ports';
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { connectionTo, errorOf, sendText, setCallData } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { type OtherServer, startHttps, startSilent, startTls } from './support/servers';

const NOT_STORED: readonly string[] = [];
const STORED: readonly string[] = ['text'];

let simulator: Simulator;
let agent: Agent;

afterEach(() => simulator.stop());

beforeEach(() => start());

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	agent = putThrough(simulator, '20001');
}

/** What a request fails with that meets a fault, and how long it took. */
async function failWith(
	fault: Fault,
	timeoutMs?: number,
): Promise<{ readonly failure: Failure; readonly tookMs: number }> {
	simulator.failNext(fault);
	const begin = performance.now();
	const limits = timeoutMs === undefined ? {} : { timeoutMs };
	const { failure } = await errorOf(sendText(connectionTo(simulator), agent, 'text', limits));
	return { failure, tookMs: performance.now() - begin };
}

/** Does something with a server that is no gateway, and stops it. */
async function withServer<T>(
	starting: Promise<OtherServer>,
	work: (server: OtherServer) => Promise<T>,
): Promise<T> {
	const server = await starting;
	try {
		return await work(server);
	} finally {
		await server.stop();
	}
}

describe('a request', () => {
	test('carries exactly the headers of the contract', async () => {
		await sendText(connectionTo(simulator), { ...agent, cookie: '' });
		const [seen] = simulator.requests;
		expect(seen?.headerNames.toSorted()).toEqual([
			'Accept',
			'Connection',
			'Content-Length',
			'Content-Type',
			'Guid',
			'Host',
		]);
		expect(seen?.headers).toEqual({
			accept: 'application/json',
			connection: 'keep-alive',
			'content-length': String(Buffer.byteLength(seen?.body ?? '')),
			'content-type': 'application/json; charset=UTF-8',
			guid: agent.guid,
			host: `127.0.0.1:${simulator.port}`,
		});
	});

	test('carries the cookie as well when there is one', async () => {
		await sendText(connectionTo(simulator), agent);
		const [seen] = simulator.requests;
		expect(seen?.headerNames).toHaveLength(7);
		expect(seen?.headers['cookie']).toBe(agent.cookie);
	});

	test('without a body carries the Content-Type all the same, and no Content-Length', async () => {
		const { body, ...withoutBody } = setCallData(agent, '');
		const request = { ...withoutBody, method: 'GET', path: `${RESOURCE_PATH}/x` } as const;
		expect(body).toBeDefined();
		const limits = { timeoutMs: 5000, signal: undefined, egress: undefined };
		expect(await send(connectionTo(simulator), agent, request, limits)).toMatchObject({
			status: 404,
		});
		const [seen] = simulator.requests;
		expect(seen).toMatchObject({ method: 'GET', body: '' });
		expect(seen?.headers).toMatchObject({ 'content-type': 'application/json; charset=UTF-8' });
		expect(seen?.headerNames).not.toContain('Content-Length');
	});

	test('keeps every character of the body, and its length in bytes is right', async () => {
		const text = '客户 "Zoë"\n\\ 🙂';
		await sendText(connectionTo(simulator), agent, text);
		expect(simulator.history(agent.callId)).toEqual([text]);
	});
});

describe('an answer', () => {
	test('of any HTTP status is an answer', async () => {
		simulator.failNext({ kind: 'status', status: 503 });
		expect(await sendText(connectionTo(simulator), agent)).toEqual({
			status: 503,
			body: 'HTTP 503',
		});
	});

	test.each([301, 302, 307, 308])('HTTP %i is not followed', async (status) => {
		await withServer(
			startHttps((_request, response) => response.end('elsewhere')),
			async (elsewhere) => {
				const location = `https://127.0.0.1:${elsewhere.port}/`;
				simulator.failNext({ kind: 'redirect', location, status });
				const answer = await sendText(connectionTo(simulator, { ignoreSslIssues: true }), agent);
				expect(answer.status).toBe(status);
				expect(simulator.requestCount).toBe(1);
				expect(elsewhere.connections).toBe(0);
			},
		);
	});

	test.each([
		['GBK', 'application/json;charset=GBK', Buffer.from([0xbf, 0xcd, 0xbb, 0xa7]), '客户'],
		['GB18030 in quotes', 'text/html; charset="gb18030"', Buffer.from([0xbf, 0xcd]), '客'],
		['UTF-8', 'application/json; charset=UTF-8', Buffer.from('客户'), '客户'],
		['no charset', 'application/json', Buffer.from('客户'), '客户'],
		['a charset that nobody knows', 'text/plain; charset=klingon', Buffer.from('客户'), '客户'],
		['a byte order mark', 'application/json', Buffer.from('\uFEFF{}'), '{}'],
	])('in %s is read', async (_, type, bytes, text) => {
		await withServer(
			startHttps((_request, response) => response.setHeader('Content-Type', type).end(bytes)),
			async (server) => {
				expect(await sendText(connectionTo(server), agent)).toEqual({ status: 200, body: text });
			},
		);
	});

	test('without any Content-Type is read', async () => {
		await withServer(
			startHttps((_request, response) => response.end('{}')),
			async (server) => {
				expect(await sendText(connectionTo(server), agent)).toEqual({ status: 200, body: '{}' });
			},
		);
	});

	test('of just under 1 MiB is read', async () => {
		simulator.failNext({ kind: 'huge', bytes: 1024 * 1024 - 100 });
		expect((await sendText(connectionTo(simulator), agent)).body).toHaveLength(
			1024 * 1024 - 100 + '{"result":{},"retcode":"0","message":""}'.length,
		);
	});

	test.each([false, true])('over 1 MiB is refused (chunked: %s)', async (chunked) => {
		const { failure } = await failWith({ kind: 'huge', bytes: 64 * 1024 * 1024, chunked });
		expect(failure).toEqual({ kind: 'answer', what: 'tooLarge', excerpt: '' });
		await sleep(50);
		expect(simulator.openSockets).toBe(0);
	});

	test('that is not HTTP is told from no answer', async () => {
		await withServer(startTls('220 mail.example.com ESMTP\r\n'), async (server) => {
			const { failure } = await errorOf(sendText(connectionTo(server), agent));
			expect(failure).toEqual({ kind: 'answer', what: 'notHttp', excerpt: '' });
		});
	});
});

describe('the time limit', () => {
	const timeout = (timeoutMs: number) => ({ kind: 'timeout', origin: simulator.url, timeoutMs });

	test('ends the wait for an answer', async () => {
		const { failure, tookMs } = await failWith({ kind: 'delay', ms: 5000 }, 200);
		expect(failure).toEqual(timeout(200));
		expect(tookMs).toBeLessThan(1000);
		await sleep(50);
		expect(simulator.openSockets).toBe(0);
	});

	test('bounds the whole exchange: slow bytes do not extend it', async () => {
		const { failure, tookMs } = await failWith({ kind: 'slow', pauseMs: 40 }, 300);
		expect(failure).toEqual(timeout(300));
		expect(tookMs).toBeLessThan(1000);
	});

	test('does not touch an answer that is slow but in time', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 5, chunkBytes: 4 });
		expect((await sendText(connectionTo(simulator), agent)).status).toBe(200);
	});

	test('bounds the TLS handshake', async () => {
		await withServer(startSilent(), async (server) => {
			const outcome = sendText(connectionTo(server), agent, 'text', { timeoutMs: 200 });
			expect((await errorOf(outcome)).failure).toMatchObject({ kind: 'timeout' });
		});
	});
});

describe('a connection', () => {
	const unreachable = (reason: string) => ({ kind: 'unreachable', origin: simulator.url, reason });

	test.each([
		['reset before the request is processed', { kind: 'resetBefore' }, NOT_STORED],
		['reset instead of the answer', { kind: 'resetAfter' }, STORED],
		['closed in the middle of the answer', { kind: 'truncated' }, STORED],
	] as const)('that is %s fails as reset', async (_, fault, history) => {
		const { failure } = await failWith(fault);
		expect(failure).toEqual(unreachable('reset'));
		expect(simulator.requestCount).toBe(1);
		expect(simulator.history(agent.callId)).toEqual(history);
	});

	test.each(['127.0.0.1', 'localhost'])('to a closed port of %s fails as refused', async (host) => {
		const port = await freePort();
		const { failure } = await errorOf(sendText(connectionTo(simulator, { host, port }), agent));
		const origin = `https://${host}:${port}`;
		expect(failure).toEqual({ kind: 'unreachable', origin, reason: 'refused' });
	});

	test('to a name that does not exist fails with that', async () => {
		const connection = connectionTo(simulator, { host: 'name.invalid' });
		const { failure } = await errorOf(sendText(connection, agent));
		expect(failure).toMatchObject({ kind: 'unreachable' });
		expect(['noName', 'nameNotReady']).toContain('reason' in failure && failure.reason);
	});
});

describe('cancelling', () => {
	test('stops what is in flight at once, with the reason of the signal', async () => {
		simulator.failNext({ kind: 'delay', ms: 5000 });
		const cancel = new AbortController();
		const outcome = sendText(connectionTo(simulator), agent, 'text', { signal: cancel.signal });
		const reason = new Error('The user pressed Stop');
		const begin = performance.now();
		setTimeout(() => {
			cancel.abort(reason);
		}, 100);

		await expect(outcome).rejects.toBe(reason);
		expect(performance.now() - begin).toBeLessThan(1000);
		await sleep(50);
		expect(simulator.openSockets).toBe(0);
	});

	test('stops in the middle of an answer', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 40 });
		const signal = AbortSignal.timeout(150);
		const outcome = sendText(connectionTo(simulator), agent, 'text', { signal });
		expect(await outcome.catch((reason: unknown) => reason)).toBe(signal.reason);
	});

	test('beforehand sends nothing', async () => {
		const signal = AbortSignal.abort();
		const outcome = sendText(connectionTo(simulator), agent, 'text', { signal });
		expect(await outcome.catch((reason: unknown) => reason)).toBe(signal.reason);
		expect(simulator.connections).toBe(0);
	});

	test('afterwards does nothing', async () => {
		const cancel = new AbortController();
		await sendText(connectionTo(simulator), agent, 'text', { signal: cancel.signal });
		cancel.abort();
		expect((await sendText(connectionTo(simulator), agent)).status).toBe(200);
		expect(simulator.connections).toBe(1);
	});

	test('by one signal for 100 requests at once brings no warning', async () => {
		const { outcomes, warnings } = await sendFromChild({ server: simulator, agent, times: 100 });
		expect(outcomes).toEqual(Array<number>(100).fill(200));
		expect(warnings).toBe('');
	});
});
