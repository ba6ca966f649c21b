import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';
import { deliver, type Delivery, type Effort } from '../nodes/CcGateway/gateway/deliver';
import { setCallAppDataEx } from '../nodes/CcGateway/gateway/request';
import type { EgressFilter } from '../nodes/CcGateway/wire/egress';
import { freePort } from './n8n/machine/ports';
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { setEnvironment } from './support/environment';
import { connectionTo, errorOf, type Server, setCallData } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { startProxy } from './support/proxy';
import { startHttps } from './support/servers';

const SUCCESS = { message: 'success', retcode: '0', result: {} };
const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 10_000;

let simulator: Simulator;
let agent: Agent;

beforeEach(() => start());

afterEach(() => simulator.stop());

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	agent = putThrough(simulator, '20001');
}

/** How hard to try, where to, and what to send, as far as it matters to a test. */
interface Attempt extends Partial<Effort> {
	readonly to?: Server;
	readonly connection?: object;
	readonly callData?: string;
	/** Leaves the call ID out: the agent's current call is meant. */
	readonly isForCurrentCall?: boolean;
}

async function tryIt({
	to = simulator,
	connection,
	callData = 'text',
	isForCurrentCall = false,
	...effort
}: Attempt = {}): Promise<Delivery> {
	const request = setCallData(isForCurrentCall ? { ...agent, callId: '' } : agent, callData);
	return await deliver(connectionTo(to, connection), agent, request, {
		timeoutMs: 5000,
		maxRetries: 1,
		cancel: undefined,
		halt: undefined,
		egress: undefined,
		...effort,
	});
}

/** The time between the requests that the simulator has seen. */
function pauses(): number[] {
	const times = simulator.requests.map(({ atMs }) => atMs);
	return times.slice(1).map((atMs, at) => atMs - (times[at] ?? 0));
}

/** A filter whose look-up of names fails with a code. */
function failingLookup(code: string): EgressFilter {
	return {
		validateUrl: () => Promise.resolve({ ok: true }),
		createSecureLookup: () => (_host, _options, onResult) => {
			onResult(Object.assign(new Error(code), { code }), []);
		},
	};
}

describe('a request that succeeds', () => {
	test('is sent once; the reply is what the gateway said', async () => {
		expect(await tryIt()).toEqual({ reply: SUCCESS, attempts: 1 });
		expect(simulator.requestCount).toBe(1);
	});

	test('may have the number 0 as its retcode', async () => {
		simulator.failNext({ kind: 'retcode', retcode: 0 });
		expect(await tryIt()).toMatchObject({ reply: { retcode: 0 }, attempts: 1 });
	});

	test('at the third attempt says so, and the data is stored', async () => {
		simulator.failNext({ kind: 'status', status: 503 });
		simulator.failNext({ kind: 'retcode', retcode: '000-004' });
		expect(await tryIt({ maxRetries: 2 })).toEqual({ reply: SUCCESS, attempts: 3 });
		expect(simulator.requestCount).toBe(3);
		expect(simulator.history(agent.callId)).toEqual(['text']);
	});
});

describe('is tried again', () => {
	test.each<[string, Fault, object]>([
		['HTTP 502', { kind: 'status', status: 502 }, { kind: 'http', status: 502 }],
		['HTTP 503', { kind: 'html', status: 503 }, { kind: 'http', status: 503 }],
		['HTTP 504', { kind: 'status', status: 504 }, { kind: 'http', status: 504 }],
		['retcode 000-004', { kind: 'retcode', retcode: '000-004' }, { retcode: '000-004' }],
		['a reset before', { kind: 'resetBefore' }, { kind: 'unreachable', reason: 'reset' }],
		['a reset after', { kind: 'resetAfter' }, { kind: 'unreachable', reason: 'reset' }],
		['an answer cut off', { kind: 'truncated' }, { kind: 'unreachable', reason: 'reset' }],
	])('%s', async (_, fault, failure) => {
		simulator.failAtRate(1, [fault]);
		const error = await errorOf(tryIt());
		expect(error.failure).toMatchObject(failure);
		expect(error.attempts).toBe(2);
		expect(simulator.requestCount).toBe(2);
	});

	test('no answer in time', async () => {
		simulator.failAtRate(1, [{ kind: 'delay', ms: 1000 }]);
		const error = await errorOf(tryIt({ timeoutMs: 100 }));
		expect(error).toMatchObject({ failure: { kind: 'timeout', timeoutMs: 100 }, attempts: 2 });
		expect(simulator.requestCount).toBe(2);
	});

	test('a connection that is refused', async () => {
		const error = await errorOf(tryIt({ connection: { port: await freePort() } }));
		expect(error).toMatchObject({ failure: { reason: 'refused' }, attempts: 2 });
	});

	test('a DNS that is not ready', async () => {
		const connection = { host: 'localhost' };
		const error = await errorOf(tryIt({ connection, egress: failingLookup('EAI_AGAIN') }));
		expect(error).toMatchObject({ failure: { reason: 'nameNotReady' }, attempts: 2 });
	});
});

describe('is not tried again', () => {
	test.each<[string, Fault, object]>([
		...[201, 204, 301, 302, 400, 401, 403, 404, 405, 407, 413, 415, 429, 500, 501].map(
			(status): [string, Fault, object] => [
				`HTTP ${status}`,
				{ kind: 'status', status },
				{ kind: 'http', status },
			],
		),
		...['000-001', '000-002', '000-003', '100-006', '100-007', '105-001', '400-001', '400-002'].map(
			(retcode): [string, Fault, object] => [
				`retcode ${retcode}`,
				{ kind: 'retcode', retcode },
				{ kind: 'refused', retcode },
			],
		),
		['the number 1 as retcode', { kind: 'retcode', retcode: 1 }, { retcode: '1' }],
		['a retcode of an unknown form', { kind: 'retcode', retcode: 'x' }, { retcode: '' }],
		['an HTML page', { kind: 'html' }, { kind: 'reply', what: 'html' }],
		['text', { kind: 'notJson' }, { kind: 'reply', what: 'notJson' }],
		['a list', { kind: 'notJson', body: '[]' }, { kind: 'reply', what: 'notObject' }],
		['half of an object', { kind: 'notJson', body: '{"a":' }, { what: 'truncated' }],
		['an empty body', { kind: 'emptyBody' }, { kind: 'reply', what: 'empty' }],
		['no retcode', { kind: 'missingRetcode' }, { kind: 'reply', what: 'noRetcode' }],
		['over 1 MiB', { kind: 'huge', bytes: 2 ** 21 }, { kind: 'answer', what: 'tooLarge' }],
	])('%s', async (_, fault, failure) => {
		simulator.failAtRate(1, [fault]);
		const error = await errorOf(tryIt({ maxRetries: 10 }));
		expect(error.failure).toMatchObject(failure);
		expect(error.attempts).toBe(1);
		expect(simulator.requestCount).toBe(1);
	});

	test('a certificate that is not trusted', async () => {
		const error = await errorOf(tryIt({ connection: { ca: '' }, maxRetries: 10 }));
		expect(error).toMatchObject({ failure: { kind: 'untrusted' }, attempts: 1 });
		expect(simulator.connections).toBe(1);
	});

	test('what the egress policy blocks', async () => {
		const egress = { ...failingLookup(''), validateUrl: () => Promise.resolve({ ok: false }) };
		const error = await errorOf(tryIt({ egress, maxRetries: 10 }));
		expect(error).toMatchObject({ failure: { kind: 'blocked' }, attempts: 1 });
		expect(simulator.connections).toBe(0);
	});

	test.each([
		['ENOTFOUND', 'noName'],
		['EHOSTUNREACH', 'noRoute'],
	])('%s', async (code, reason) => {
		const connection = { host: 'localhost' };
		const error = await errorOf(tryIt({ connection, egress: failingLookup(code), maxRetries: 10 }));
		expect(error).toMatchObject({ failure: { reason }, attempts: 1 });
	});

	test('anything when Max Retries is 0', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		expect(await errorOf(tryIt({ maxRetries: 0 }))).toMatchObject({ attempts: 1 });
		expect(simulator.requestCount).toBe(1);
	});
});

const LOST: readonly (readonly [string, Fault])[] = [
	['no answer in time', { kind: 'delay', ms: 3000 }],
	['a reset before', { kind: 'resetBefore' }],
	['a reset after', { kind: 'resetAfter' }],
	['an answer cut off', { kind: 'truncated' }],
	['HTTP 502', { kind: 'status', status: 502 }],
	['HTTP 503', { kind: 'status', status: 503 }],
	['HTTP 504', { kind: 'status', status: 504 }],
];

describe('a write to the current call, which is not repeatable,', () => {
	const isForCurrentCall = true;

	test('names no call', () => {
		expect(setCallAppDataEx('101', { calldata: 'x', isDataEncoded: false }, 1)).toMatchObject({
			isRepeatable: false,
		});
	});

	test.each(LOST)('is sent once and in doubt after %s', async (_, fault) => {
		simulator.failNext(fault);
		const error = await errorOf(tryIt({ isForCurrentCall, maxRetries: 10, timeoutMs: 300 }));
		expect(error).toMatchObject({ attempts: 1, isInDoubt: true });
		expect(simulator.requestCount).toBe(1);
		expect(simulator.history(agent.callId).length).toBeLessThan(2);
	});

	test("does not reach the next caller's call when its answer is lost", async () => {
		let next = '';
		await simulator.stop();
		const onRequest = () => {
			if (next !== '') return;
			setImmediate(() => {
				simulator.endCall(agent.callId);
				next = simulator.startCall(agent.agentId);
			});
		};
		await start({ onRequest });
		simulator.failNext({ kind: 'resetAfter' });
		await errorOf(tryIt({ isForCurrentCall, maxRetries: 10 }));
		expect(next).not.toBe('');
		expect(simulator.history(next)).toEqual([]);
	});

	test('is repeated after 000-004', async () => {
		simulator.failNext({ kind: 'retcode', retcode: '000-004' });
		expect(await tryIt({ isForCurrentCall })).toEqual({ reply: SUCCESS, attempts: 2 });
	});

	test('is repeated, and not in doubt, when the connection is refused', async () => {
		const connection = { port: await freePort() };
		const error = await errorOf(tryIt({ isForCurrentCall, connection }));
		expect(error).toMatchObject({ attempts: 2, isInDoubt: false });
	});

	test('is repeated, and not in doubt, when the DNS is not ready', async () => {
		const egress = failingLookup('EAI_AGAIN');
		const connection = { host: 'localhost' };
		const error = await errorOf(tryIt({ isForCurrentCall, connection, egress }));
		expect(error).toMatchObject({ attempts: 2, isInDoubt: false });
	});

	test('is repeated, and not in doubt, when a proxy has no way to the gateway', async () => {
		const proxy = await startProxy({ refuseWith: 503 });
		const restore = setEnvironment({ HTTPS_PROXY: proxy.url, NO_PROXY: '', no_proxy: '' });
		try {
			const error = await errorOf(tryIt({ isForCurrentCall }));
			expect(error).toMatchObject({ failure: { kind: 'proxy' }, attempts: 2, isInDoubt: false });
			expect(proxy.connects).toHaveLength(2);
			expect(simulator.connections).toBe(0);
		} finally {
			restore();
			await proxy.stop();
		}
	});

	test('takes no connection that has been idle for more than 5 seconds', async () => {
		await tryIt();
		const now = performance.now.bind(performance);
		let laterMs = 0;
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + laterMs);
		try {
			laterMs += 5100;
			await tryIt();
			laterMs += 5100;
			await tryIt({ isForCurrentCall });
		} finally {
			clock.mockRestore();
		}
		const connections = simulator.requests.map(({ connection }) => connection);
		expect(connections).toEqual(['new', 'reused', 'new']);
	});
});

describe('a failure is in doubt', () => {
	test.each<readonly [boolean, string, readonly Fault[]]>([
		...LOST.map(([name, fault]) => [true, name, [fault]] as const),
		[true, 'HTTP 500', [{ kind: 'status', status: 500 }]],
		[true, 'HTTP 204', [{ kind: 'status', status: 204 }]],
		[true, 'an HTML page', [{ kind: 'html' }]],
		[true, 'text', [{ kind: 'notJson' }]],
		[true, 'an empty body', [{ kind: 'emptyBody' }]],
		[true, 'no retcode', [{ kind: 'missingRetcode' }]],
		[true, 'over 1 MiB', [{ kind: 'huge', bytes: 2 ** 21 }]],
		[true, 'a redirect', [{ kind: 'redirect', location: '/' }]],
		[false, 'HTTP 404', [{ kind: 'status', status: 404 }]],
		[false, 'a refusal', [{ kind: 'retcode', retcode: '400-001' }]],
		[true, 'a retcode of an unknown form', [{ kind: 'retcode', retcode: '00' }]],
		[true, 'a retcode that is a plain number', [{ kind: 'retcode', retcode: 200 }]],
		[
			true,
			'a refusal after a lost answer',
			[{ kind: 'resetAfter' }, { kind: 'retcode', retcode: '400-001' }],
		],
		[
			false,
			'a refusal after 000-004',
			[
				{ kind: 'retcode', retcode: '000-004' },
				{ kind: 'retcode', retcode: '400-001' },
			],
		],
	])('(%s) after %s', async (isInDoubt, _, faults) => {
		for (const fault of faults) simulator.failNext(fault);
		const maxRetries = faults.length - 1;
		const error = await errorOf(tryIt({ maxRetries, timeoutMs: 300 }));
		expect(error).toMatchObject({ isInDoubt, attempts: faults.length });
	});

	test('(false) when the certificate is not trusted', async () => {
		const error = await errorOf(tryIt({ connection: { ca: '' } }));
		expect(error).toMatchObject({ failure: { kind: 'untrusted' }, isInDoubt: false });
	});
});

describe('a gateway that carries out a write and closes a connection that was idle', () => {
	const IDLE = 21;

	/** Opens them. Each connection brings one answer: once these are open, that has another status. */
	async function withIdleConnections(
		status: number,
		work: (to: Server, writes: () => number) => Promise<void>,
	): Promise<void> {
		const used = new Set<Socket>();
		const answers: (() => unknown)[] = [];
		let writes = 0;
		const server = await startHttps((request, response) => {
			const { socket } = request;
			request.resume().on('end', () => {
				writes++;
				if (used.has(socket)) {
					socket.destroy();
					return;
				}
				used.add(socket);
				if (writes > IDLE) response.statusCode = status;
				answers.push(() => response.end(JSON.stringify(SUCCESS)));
				if (answers.length >= IDLE) for (const answer of answers) answer();
			});
		});
		try {
			await Promise.all(Array.from({ length: IDLE }, () => tryIt({ to: server })));
			expect(server.connections).toBe(IDLE);
			await work(server, () => writes - IDLE);
		} finally {
			await server.stop();
		}
	}

	test('gets a repeatable one a second time over a fresh connection, and it counts', async () => {
		await withIdleConnections(200, async (to, writes) => {
			expect(await tryIt({ to, maxRetries: 0 })).toEqual({ reply: SUCCESS, attempts: 2 });
			expect(writes()).toBe(2);
		});
	});

	test('gets it no second time when that happens again after a retry', async () => {
		await withIdleConnections(503, async (to, writes) => {
			const error = await errorOf(tryIt({ to, maxRetries: 1 }));
			expect(error).toMatchObject({ failure: { reason: 'reset' }, attempts: 3, isInDoubt: true });
			expect(writes()).toBe(3);
		});
	});

	test('gets one that is not repeatable once', async () => {
		await withIdleConnections(200, async (to, writes) => {
			const error = await errorOf(tryIt({ to, maxRetries: 10, isForCurrentCall: true }));
			expect(error).toMatchObject({ attempts: 1, isInDoubt: true });
			expect(writes()).toBe(1);
		});
	});
});

describe('the wait before a retry', () => {
	test('is 250 ms at least and grows', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		await errorOf(tryIt({ maxRetries: 3 }));
		const waits = pauses();
		expect(waits).toHaveLength(3);
		waits.forEach((waitMs, i) => {
			// Timers of Node.js are up to a millisecond early.
			expect(waitMs).toBeGreaterThanOrEqual(RETRY_FIRST_MS * 2 ** i - 2);
		});
	});

	test('differs from time to time and is never over 10 seconds', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		const waits: number[] = [];
		const timeoutMs = 60_000;
		const { setTimeout: setRealTimeout } = globalThis;
		const spy = jest.spyOn(globalThis, 'setTimeout').mockImplementation((callback, ms = 0) => {
			const isWait = ms >= RETRY_FIRST_MS && ms !== timeoutMs;
			if (isWait) waits.push(ms);
			return setRealTimeout(callback, isWait ? 1 : ms);
		});
		try {
			for (let i = 0; i < 3; i++) await errorOf(tryIt({ maxRetries: 10, timeoutMs }));
		} finally {
			spy.mockRestore();
		}
		expect(waits).toHaveLength(30);
		expect(Math.max(...waits)).toBe(RETRY_LONGEST_MS);
		expect(new Set(waits.filter((_, i) => i % 10 === 2)).size).toBeGreaterThan(1);
		for (let i = 0; i < waits.length; i++) {
			const leastMs = Math.min(RETRY_FIRST_MS * 2 ** (i % 10), RETRY_LONGEST_MS);
			const mostMs = Math.min(2 * RETRY_FIRST_MS * 2 ** (i % 10), RETRY_LONGEST_MS);
			expect(waits[i]).toBeGreaterThanOrEqual(leastMs);
			expect(waits[i]).toBeLessThanOrEqual(mostMs);
		}
	});

	test('is as long as Retry-After says', async () => {
		simulator.failNext({ kind: 'status', status: 503, retryAfter: 1 });
		expect(await tryIt()).toMatchObject({ attempts: 2 });
		expect(pauses()[0]).toBeGreaterThanOrEqual(1000 - 2);
	});

	test('goes on for a Retry-After of 10 seconds, until it is halted', async () => {
		simulator.failNext({ kind: 'status', status: 503, retryAfter: 10 });
		const halt = new AbortController();
		const outcome = errorOf(tryIt({ halt: halt.signal }));
		expect(await Promise.race([outcome, sleep(1000, 'waiting')])).toBe('waiting');
		halt.abort();
		expect(await outcome).toMatchObject({ failure: { retryAfterMs: 10_000 }, attempts: 1 });
	});

	test('is not begun for a longer Retry-After', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503, retryAfter: 11 }]);
		const error = await errorOf(tryIt({ maxRetries: 10 }));
		expect(error).toMatchObject({ failure: { status: 503 }, attempts: 1 });
	});

	test('ends at once by cancelling, and nothing more is sent', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		const cancel = new AbortController();
		const reason = new Error('The user pressed Stop');
		const outcome = tryIt({ maxRetries: 10, cancel: cancel.signal, halt: cancel.signal });
		setTimeout(() => {
			cancel.abort(reason);
		}, 100);

		await expect(outcome).rejects.toBe(reason);
		await sleep(2 * RETRY_FIRST_MS);
		expect(simulator.requestCount).toBe(1);
	});
});

describe('halted, a request', () => {
	/** Halts as soon as the gateway has got the request. */
	async function haltedAtFirst(fault: Fault): Promise<{ readonly halt: AbortSignal }> {
		const halting = new AbortController();
		await simulator.stop();
		await start({
			onRequest: () => {
				halting.abort();
			},
		});
		simulator.failAtRate(1, [fault]);
		return { halt: halting.signal };
	}

	test('that is under way goes on to its end', async () => {
		const halted = await haltedAtFirst({ kind: 'delay', ms: 300 });
		expect(await tryIt(halted)).toEqual({ reply: SUCCESS, attempts: 1 });
	});

	test('that fails is not tried again, and the failure is that of the last attempt', async () => {
		const halted = await haltedAtFirst({ kind: 'status', status: 503 });
		const error = await errorOf(tryIt({ ...halted, maxRetries: 10 }));
		expect(error).toMatchObject({ failure: { status: 503 }, attempts: 1, isInDoubt: true });
		expect(simulator.requestCount).toBe(1);
	});

	test('that waits for a retry ends at once', async () => {
		simulator.failNext({ kind: 'status', status: 503, retryAfter: 9 });
		const halting = new AbortController();
		const outcome = errorOf(tryIt({ halt: halting.signal }));
		await sleep(200);
		const begin = performance.now();
		halting.abort();
		expect(await outcome).toMatchObject({ failure: { status: 503 }, attempts: 1 });
		expect(performance.now() - begin).toBeLessThan(5000);
	});
});

describe('what was sent does not come out', () => {
	const CALL_DATA = 'Zoë Müller, "diabetic" geb. <1998> & 客户 allergisch\ngegen Penicillin';

	/** Everything of an error that n8n or a log could show. */
	const shown = (error: unknown) =>
		[
			JSON.stringify(error),
			inspect(error, { depth: 10, showHidden: true, maxStringLength: null }),
			String(error),
			error instanceof Error ? error.stack : '',
		].join('\n');

	const expectNothingOf = (text: string) => {
		const parts = CALL_DATA.split(/[^\p{L}\p{N}]+/u).filter(({ length }) => length > 1);
		for (const part of [...parts, agent.guid, agent.cookie, agent.cookie.slice(20)]) {
			expect(text).not.toContain(part);
		}
	};

	test.each<[string, Fault]>([
		['a refusal that repeats it', { kind: 'echo' }],
		['a page that repeats it', { kind: 'echo', as: 'html' }],
		['an HTTP status', { kind: 'status', status: 500 }],
		['no answer in time', { kind: 'delay', ms: 1000 }],
		['a reset before', { kind: 'resetBefore' }],
		['a reset after', { kind: 'resetAfter' }],
		['an answer cut off', { kind: 'truncated' }],
		['an answer too large', { kind: 'huge', bytes: 2 ** 21 }],
		['no retcode', { kind: 'missingRetcode' }],
		['an empty body', { kind: 'emptyBody' }],
		['an HTML page', { kind: 'html' }],
	])('of the error for %s, which has no cause', async (_, fault) => {
		simulator.failNext(fault);
		const error = await errorOf(tryIt({ callData: CALL_DATA, maxRetries: 0, timeoutMs: 200 }));
		expect(error).not.toHaveProperty('cause');
		expectNothingOf(shown(error));
	});

	test.each([
		['refused connection', async () => ({ port: await freePort() })],
		['certificate from an unknown CA', () => Promise.resolve({ ca: '' })],
		['name that does not exist', () => Promise.resolve({ host: 'name.invalid' })],
	])('of the error for a %s, which has no cause', async (_, connection) => {
		const attempt = { callData: CALL_DATA, maxRetries: 0, connection: await connection() };
		const error = await errorOf(tryIt(attempt));
		expect(error).not.toHaveProperty('cause');
		expectNothingOf(shown(error));
	});

	test("of an answer that is not the gateway's only status, length and type are kept", async () => {
		simulator.failNext({ kind: 'html', status: 500, text: 'Order 4711 of internal.example.com' });
		const error = await errorOf(tryIt());
		expect(error.failure).toEqual({
			kind: 'http',
			status: 500,
			retryAfterMs: 0,
			contentType: 'text/html',
			bytes: expect.any(Number) as unknown,
		});
		expect(shown(error)).not.toMatch(/4711|example\.com/);
	});

	test("the gateway's own words stay when they do not repeat it", async () => {
		const message = 'An exception occurred in the agent operation';
		simulator.failNext({ kind: 'retcode', retcode: '100-007', message });
		const error = await errorOf(tryIt({ callData: CALL_DATA }));
		expect(error.failure).toEqual({
			kind: 'refused',
			retcode: '100-007',
			gatewayMessage: message,
		});
	});
});

describe('a success is given back as it came', () => {
	test('also when it repeats what was sent', async () => {
		const callData = 'success: call 1456229294-1191 of Jane Doe';
		simulator.failNext({ kind: 'retcode', retcode: '0', message: callData });
		expect(await tryIt({ callData })).toMatchObject({ reply: { message: callData } });
	});

	test('also with a byte order mark before it', async () => {
		simulator.failNext({ kind: 'notJson', body: '\ufeff{"retcode":"0"}' });
		expect(await tryIt()).toEqual({ reply: { retcode: '0' }, attempts: 1 });
	});
});
