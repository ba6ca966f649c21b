import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { RESOURCE_PATH } from '../nodes/CcGateway/gateway/contract';
import { headersOf } from '../nodes/CcGateway/gateway/request';
import { send } from '../nodes/CcGateway/wire/exchange';
import { poolFor } from '../nodes/CcGateway/wire/pool';
import type { Phase, WireError } from '../nodes/CcGateway/wire/wireError';
import { freePort } from './n8n/machine/ports';
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { startAnswerer } from './support/answerer';
import { sendFromChild } from './support/child';
import { eventually } from './support/eventually';
import { connectionTo, sendText, wireErrorOf } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { type OtherServer, startHttps, startSilent, startTls } from './support/servers';

const NOT_STORED: readonly string[] = [];
const STORED: readonly string[] = ['text'];
const TIMEOUT_MS = 500;

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
): Promise<{ readonly error: WireError; readonly tookMs: number }> {
	simulator.failNext(fault);
	const begin = performance.now();
	const limits = timeoutMs === undefined ? {} : { timeoutMs };
	const error = await wireErrorOf(sendText(connectionTo(simulator), agent, 'text', limits));
	return { error, tookMs: performance.now() - begin };
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
		const path = `${RESOURCE_PATH}/x`;
		const request = { method: 'GET', path, headers: headersOf(agent), maxIdleMs: 0 } as const;
		const limits = { timeoutMs: 5000, cancel: undefined, egress: undefined };
		expect(await send(connectionTo(simulator), request, limits)).toMatchObject({ status: 404 });
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
		expect(await sendText(connectionTo(simulator), agent)).toMatchObject({
			status: 503,
			body: 'HTTP 503',
			bytes: 8,
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
				const answer = await sendText(connectionTo(server), agent);
				expect(answer).toMatchObject({ status: 200, body: text, bytes: bytes.length });
				expect(answer.headers['content-type']).toBe(type);
			},
		);
	});

	test('without any Content-Type is read', async () => {
		await withServer(
			startHttps((_request, response) => response.end('{}')),
			async (server) => {
				const answer = await sendText(connectionTo(server), agent);
				expect(answer).toMatchObject({ status: 200, body: '{}', bytes: 2 });
				expect(answer.headers['content-type']).toBeUndefined();
			},
		);
	});

	test.each([
		[0, 'read'],
		[1, 'refused'],
	])('of 1 MiB and %i bytes more is %s', async (more, what) => {
		const bytes = Buffer.alloc(1024 * 1024 + more, 'x');
		await withServer(
			startHttps((_request, response) => response.end(bytes)),
			async (server) => {
				const outcome = sendText(connectionTo(server), agent);
				if (what === 'read') {
					expect((await outcome).bytes).toBe(1024 * 1024);
				} else {
					const { failure } = await wireErrorOf(outcome);
					expect(failure).toEqual({ kind: 'answer', what: 'tooLarge' });
				}
			},
		);
	});

	test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'compress', 'GZIP', 'gzip, br'])(
		'that is packed by %s is refused as that: nobody has asked for it',
		async (coding) => {
			await withServer(
				startHttps((_request, response) => {
					response.setHeader('Content-Encoding', coding).end('{"retcode":"0"}');
				}),
				async (server) => {
					const error = await wireErrorOf(sendText(connectionTo(server), agent));
					const failure = { kind: 'answer', what: 'encoded' };
					expect(error).toMatchObject({ failure, wasSent: true });
				},
			);
		},
	);

	test.each(['identity', 'UTF-8', ''])(
		'with the coding "%s", which changes nothing, is read',
		async (coding) => {
			await withServer(
				startHttps((_request, response) => {
					response.setHeader('Content-Encoding', coding).end('{}');
				}),
				async (server) => {
					expect(await sendText(connectionTo(server), agent)).toMatchObject({ body: '{}' });
				},
			);
		},
	);

	test('of another status than 200 keeps its status when it is packed', async () => {
		await withServer(
			startHttps((_request, response) => {
				response.writeHead(503, { 'Content-Encoding': 'gzip' }).end(gzipSync('<html>'));
			}),
			async (server) => {
				expect(await sendText(connectionTo(server), agent)).toMatchObject({ status: 503 });
			},
		);
	});

	test.each([false, true])('over 1 MiB is refused (chunked: %s)', async (chunked) => {
		const { error } = await failWith({ kind: 'huge', bytes: 64 * 1024 * 1024, chunked });
		expect(error).toMatchObject({ failure: { kind: 'answer', what: 'tooLarge' }, wasSent: true });
		expect(await eventually(() => simulator.openSockets, 0)).toBe(0);
	});

	test('that is not HTTP is told from no answer', async () => {
		await withServer(startTls('220 mail.example.com ESMTP\r\n'), async (server) => {
			const error = await wireErrorOf(sendText(connectionTo(server), agent));
			expect(error).toMatchObject({ failure: { kind: 'answer', what: 'notHttp' }, wasSent: true });
		});
	});
});

describe('the time limit', () => {
	const timeout = (timeoutMs: number, phase: Phase) => ({
		failure: { kind: 'timeout', origin: simulator.url, timeoutMs, phase },
		wasSent: phase === 'sent',
	});

	test('ends the wait for an answer: the request was sent', async () => {
		const { error, tookMs } = await failWith({ kind: 'delay', ms: 5000 }, 200);
		expect(error).toMatchObject(timeout(200, 'sent'));
		expect(tookMs).toBeLessThan(2000);
		expect(await eventually(() => simulator.openSockets, 0)).toBe(0);
	});

	test('bounds the whole exchange: slow bytes do not extend it', async () => {
		const { error, tookMs } = await failWith({ kind: 'slow', pauseMs: 40 }, 300);
		expect(error).toMatchObject(timeout(300, 'sent'));
		expect(tookMs).toBeLessThan(2000);
	});

	test('does not touch an answer that is slow but in time', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 5, chunkBytes: 4 });
		expect((await sendText(connectionTo(simulator), agent)).status).toBe(200);
	});

	test('bounds the TLS handshake: nothing was sent', async () => {
		await withServer(startSilent(), async (server) => {
			const connection = connectionTo(server);
			const error = await wireErrorOf(sendText(connection, agent, 'text', { timeoutMs: 200 }));
			const { origin } = connection;
			const failure = { kind: 'timeout', origin, timeoutMs: 200, phase: 'connecting' };
			expect(error).toMatchObject({ failure, wasSent: false });
			expect(await eventually(() => server.openConnections, 0)).toBe(0);
		});
	});

	test('passes while n8n is blocked, and the answer that is there already counts', async () => {
		const answerer = await startAnswerer();
		try {
			const connection = connectionTo(answerer);
			const begin = performance.now();
			const outcome = sendText(connection, agent, 'text', { timeoutMs: TIMEOUT_MS });
			await answerer.hasRequest();
			await new Promise(setImmediate);
			// From here on, the deadline is noticed before the answer, which came first.
			while (!answerer.hasAnswered() || performance.now() - begin < 2 * TIMEOUT_MS) {
				// Nothing else of this process runs.
			}
			expect((await outcome).body).toBe('{"retcode":"0"}');
			// The deadline comes too late to touch the connection, which others may have by now.
			await sleep(20);
			const { freeSockets } = poolFor(connection).agent;
			expect(Object.values(freeSockets).flat()).toHaveLength(1);
		} finally {
			await answerer.stop();
		}
	});
});

describe('a connection', () => {
	const unreachable = (reason: string) => ({ kind: 'unreachable', origin: simulator.url, reason });

	test.each([
		['reset before the request is processed', { kind: 'resetBefore' }, NOT_STORED],
		['reset instead of the answer', { kind: 'resetAfter' }, STORED],
		['closed in the middle of the answer', { kind: 'truncated' }, STORED],
	] as const)('that is %s fails as reset, and the request was sent', async (_, fault, history) => {
		const { error } = await failWith(fault);
		expect(error).toMatchObject({ failure: unreachable('reset'), wasSent: true, wasIdle: false });
		expect(simulator.requestCount).toBe(1);
		expect(simulator.history(agent.callId)).toEqual(history);
	});

	test('that was idle and is reset says so', async () => {
		await sendText(connectionTo(simulator), agent);
		const { error } = await failWith({ kind: 'resetBefore' });
		expect(error).toMatchObject({ failure: unreachable('reset'), wasSent: true, wasIdle: true });
	});

	test.each(['127.0.0.1', 'localhost'])(
		'to a closed port of %s fails as refused, and nothing was sent',
		async (host) => {
			const port = await freePort();
			const error = await wireErrorOf(sendText(connectionTo(simulator, { host, port }), agent));
			const origin = `https://${host}:${port}`;
			const failure = { kind: 'unreachable', origin, reason: 'refused' };
			expect(error).toMatchObject({ failure, wasSent: false, wasIdle: false });
		},
	);

	test('to a name that does not exist fails with that, and nothing was sent', async () => {
		const connection = connectionTo(simulator, { host: 'name.invalid' });
		const { failure, wasSent } = await wireErrorOf(sendText(connection, agent));
		expect(failure).toMatchObject({ kind: 'unreachable' });
		expect(['noName', 'nameNotReady']).toContain('reason' in failure && failure.reason);
		expect(wasSent).toBe(false);
	});

	test('that closes in the middle of the TLS handshake fails as reset, and nothing was sent', async () => {
		await withServer(startSilent('hangUp'), async (server) => {
			const error = await wireErrorOf(sendText(connectionTo(server), agent));
			expect(error).toMatchObject({ failure: { reason: 'reset' }, wasSent: false });
		});
	});
});

describe('cancelling', () => {
	test('stops what is in flight at once, with the reason of the signal', async () => {
		simulator.failNext({ kind: 'delay', ms: 5000 });
		const cancel = new AbortController();
		const outcome = sendText(connectionTo(simulator), agent, 'text', { cancel: cancel.signal });
		const reason = new Error('The user pressed Stop');
		expect(await eventually(() => simulator.requestCount, 1)).toBe(1);
		const begin = performance.now();
		cancel.abort(reason);

		await expect(outcome).rejects.toBe(reason);
		expect(performance.now() - begin).toBeLessThan(1000);
		expect(await eventually(() => simulator.openSockets, 0)).toBe(0);
	});

	test('stops in the middle of an answer', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 40 });
		const signal = AbortSignal.timeout(150);
		const outcome = sendText(connectionTo(simulator), agent, 'text', { cancel: signal });
		expect(await outcome.catch((reason: unknown) => reason)).toBe(signal.reason);
	});

	test('beforehand sends nothing', async () => {
		const signal = AbortSignal.abort();
		const outcome = sendText(connectionTo(simulator), agent, 'text', { cancel: signal });
		expect(await outcome.catch((reason: unknown) => reason)).toBe(signal.reason);
		expect(simulator.connections).toBe(0);
	});

	test('afterwards does nothing', async () => {
		const cancel = new AbortController();
		await sendText(connectionTo(simulator), agent, 'text', { cancel: cancel.signal });
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

test('a success that comes before the whole request was sent does not count', async () => {
	const text = '{"retcode":"0"}';
	const server = await startTls(`HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`);
	const body = Buffer.alloc(2 ** 25);
	const request = { method: 'PUT', path: '/', headers: {}, body, maxIdleMs: Infinity } as const;
	const limits = { timeoutMs: TIMEOUT_MS, cancel: undefined, egress: undefined };

	const error = await wireErrorOf(send(connectionTo(server), request, limits));
	expect(error).toMatchObject({ failure: { kind: 'timeout', phase: 'sent' }, wasSent: true });
	await server.stop();
});
