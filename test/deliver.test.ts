import { inspect } from 'node:util';
import type { EgressFilter } from '../nodes/CcGateway/wire/egress';
import { deliver, type Delivery, type Effort } from '../nodes/CcGateway/gateway/deliver';
import { freePort } from './n8n/machine/ports';
import { type Fault, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { connectionTo, errorOf, setCallData } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';

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

/** How hard to try, the connection and the call data, as far as it matters to a test. */
interface Attempt extends Partial<Effort> {
	readonly connection?: object;
	readonly callData?: string;
}

async function tryIt({
	connection,
	callData = 'text',
	...effort
}: Attempt = {}): Promise<Delivery> {
	return await deliver(
		connectionTo(simulator, connection),
		agent,
		setCallData(agent, callData, effort),
		{ timeoutMs: 5000, maxRetries: 1, signal: undefined, egress: undefined, ...effort },
	);
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
		['an HTML page', { kind: 'html' }, { kind: 'answer', what: 'html' }],
		['text', { kind: 'notJson' }, { kind: 'answer', what: 'notJson' }],
		['a list', { kind: 'notJson', body: '[]' }, { kind: 'answer', what: 'notObject' }],
		['half of an object', { kind: 'notJson', body: '{"a":' }, { what: 'truncated' }],
		['an empty body', { kind: 'emptyBody' }, { kind: 'answer', what: 'empty' }],
		['no retcode', { kind: 'missingRetcode' }, { kind: 'answer', what: 'noRetcode' }],
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

	test('a kept-alive connection that was closed: it is replaced, which is no retry', async () => {
		await tryIt();
		simulator.dropIdleConnections();
		expect(await tryIt({ maxRetries: 0 })).toEqual({ reply: SUCCESS, attempts: 1 });
	});
});

describe('the wait before a retry', () => {
	test('is 250 ms at least and grows', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		await errorOf(tryIt({ maxRetries: 3 }));
		const times = simulator.requests.map(({ atMs }) => atMs);
		const waits = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
		expect(waits).toHaveLength(3);
		waits.forEach((waitMs, i) => {
			// Timers of Node.js are up to a millisecond early.
			expect(waitMs).toBeGreaterThanOrEqual(RETRY_FIRST_MS * 2 ** i - 2);
			expect(waitMs).toBeLessThan(RETRY_FIRST_MS * 2 ** (i + 1) + 200);
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
			expect(waits[i]).toBeGreaterThanOrEqual(leastMs);
		}
	});

	test('ends at once by cancelling, and nothing more is sent', async () => {
		simulator.failAtRate(1, [{ kind: 'status', status: 503 }]);
		const cancel = new AbortController();
		const reason = new Error('The user pressed Stop');
		const begin = performance.now();
		const outcome = tryIt({ maxRetries: 10, signal: cancel.signal });
		setTimeout(() => {
			cancel.abort(reason);
		}, 100);

		await expect(outcome).rejects.toBe(reason);
		expect(performance.now() - begin).toBeLessThan(RETRY_FIRST_MS);
		expect(simulator.requestCount).toBe(1);
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

	test.each([
		['as it is', (text: string) => text],
		['as JSON', (text: string) => JSON.stringify(text)],
		['as JSON in JSON', (text: string) => JSON.stringify(JSON.stringify(text))],
		['as JSON in ASCII', (text: string) => asciiJson(text)],
		['as Base64', (text: string) => Buffer.from(text).toString('base64')],
		['as HTML', (text: string) => escapeHtml(text)],
		['cut off', (text: string) => text.slice(0, 30)],
	])('when a page repeats it %s', async (_, write) => {
		const said = [CALL_DATA, agent.guid, agent.cookie].map(write).join(' | ');
		simulator.failNext({ kind: 'notJson', body: `Not possible: ${said}` });
		const error = await errorOf(tryIt({ callData: CALL_DATA, maxRetries: 0 }));
		expect(error.failure).toMatchObject({ kind: 'answer', what: 'notJson' });
		expectNothingOf(shown(error));
	});

	test.each([
		['a short word', 'Zoë', 'The value Zoë is not allowed'],
		['a short word in quotes', 'Zoë', '{"calldata":"Zoë"}'],
		['a short number', '4711', 'calldata=4711'],
		['a word among Chinese ones', '王小明', '数据王小明无效'],
	])('when a refusal repeats %s', async (_, callData, message) => {
		simulator.failNext({ kind: 'retcode', retcode: '100-007', message });
		const error = await errorOf(tryIt({ callData, maxRetries: 0 }));
		expect(shown(error)).not.toContain(callData);
	});

	test('of a reply that repeats it', async () => {
		simulator.failNext({ kind: 'retcode', retcode: '0', message: `success: ${CALL_DATA}` });
		const { reply } = await tryIt({ callData: CALL_DATA });
		expect(reply['retcode']).toBe('0');
		expectNothingOf(JSON.stringify(reply));
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

	test('a failure keeps the first words of a page only', async () => {
		simulator.failNext({ kind: 'html', status: 500, text: 'Maintenance '.repeat(10_000) });
		const error = await errorOf(tryIt());
		expect(JSON.stringify(error).length).toBeLessThan(2000);
	});
});

function escapeHtml(text: string): string {
	const names = new Map([
		['&', 'amp'],
		['<', 'lt'],
		['>', 'gt'],
		['"', 'quot'],
	]);
	return text.replace(/[&<>"]/g, (character) => `&${names.get(character) ?? ''};`);
}

function asciiJson(text: string): string {
	return JSON.stringify(text).replace(
		/[^\x20-\x7e]/g,
		(character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
	);
}
