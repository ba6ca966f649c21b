import https from 'node:https';
import { type Fault, startSimulator, type Simulator } from './simulator';
import { type Caller, inCall, send, setCallData } from './simulator/client';

let simulator: Simulator;
let caller: Caller;

beforeAll(async () => {
	simulator = await startSimulator({ seed: 1 });
});

beforeEach(() => {
	simulator.reset();
	caller = inCall(simulator);
});

afterAll(() => simulator.stop());

const set = (calldata: string, options = {}): ReturnType<typeof send> =>
	setCallData(simulator, caller, { calldata }, options);
const stored = (): readonly string[] => simulator.history(caller.callId);

describe('a fault', () => {
	test('delay answers late, stored at once', async () => {
		simulator.failNext({ kind: 'delay', ms: 150 });
		const startedMs = performance.now();
		const answer = set('x');
		while (stored().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		expect(performance.now() - startedMs).toBeLessThan(140);
		expect((await answer).reply.retcode).toBe('0');
		expect(performance.now() - startedMs).toBeGreaterThanOrEqual(149);
	});

	test('delay stores last when told so', async () => {
		simulator.failNext({ kind: 'delay', ms: 50, stored: 'last' });
		const late = set('late');
		while (simulator.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await set('early');
		await late;
		expect(stored()).toEqual(['early', 'late']);
	});

	test('resetBefore resets the connection, not stored', async () => {
		simulator.failNext({ kind: 'resetBefore' });
		await expect(set('x')).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(stored()).toEqual([]);
	});

	test('resetAfter resets the connection, stored', async () => {
		simulator.failNext({ kind: 'resetAfter' });
		await expect(set('x')).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(stored()).toEqual(['x']);
	});

	test('truncated breaks off in the body, stored', async () => {
		simulator.failNext({ kind: 'truncated' });
		await expect(set('x')).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect(stored()).toEqual(['x']);
	});

	test.each([
		[{ kind: 'html' }, 200, 'Maintenance'],
		[{ kind: 'html', status: 502, text: 'a < b' }, 502, 'a &lt; b'],
	] as const)('%j is a page, not stored', async (fault, status, text) => {
		simulator.failNext(fault);
		const answer = await set('x');
		expect([answer.status, answer.headers['content-type']]).toEqual([
			status,
			'text/html;charset=utf-8',
		]);
		expect(answer.text).toContain(`<h1>${text}</h1>`);
		expect(stored()).toEqual([]);
	});

	test.each([500, 502, 503, 504, 429])('status %d, not stored', async (status) => {
		simulator.failNext({ kind: 'status', status });
		expect((await set('x')).status).toBe(status);
		expect(stored()).toEqual([]);
	});

	test('status says in Retry-After when to come again, if told so', async () => {
		simulator.failNext({ kind: 'status', status: 503, retryAfter: 7 });
		simulator.failNext({ kind: 'status', status: 503 });
		const answers = [await set('x'), await set('x')];
		expect(answers.map(({ headers }) => headers['retry-after'])).toEqual(['7', undefined]);
	});

	test.each([
		['000-004', undefined, 'The agent is being switched over'],
		['999-001', 'own words', 'own words'],
		[100006, undefined, expect.any(String)],
	])('retcode %s, not stored', async (retcode, message, said) => {
		simulator.failNext({ kind: 'retcode', retcode, ...(message === undefined ? {} : { message }) });
		expect((await set('x')).reply).toEqual({ result: {}, message: said as unknown, retcode });
		expect(stored()).toEqual([]);
	});

	test('retcode 0 as a number is a success, stored', async () => {
		simulator.failNext({ kind: 'retcode', retcode: 0 });
		expect((await set('x')).reply).toEqual({ result: {}, message: 'success', retcode: 0 });
		expect(stored()).toEqual(['x']);
	});

	test('retcode 0 does not hide a refusal', async () => {
		simulator.failNext({ kind: 'retcode', retcode: 0 });
		const { reply } = await setCallData(simulator, { ...caller, callId: '1-1' }, {});
		expect(reply.retcode).toBe('400-001');
	});

	test('missingRetcode', async () => {
		simulator.failNext({ kind: 'missingRetcode' });
		expect((await set('x')).reply).toEqual({ result: {}, message: 'success' });
	});

	test.each([
		[{ kind: 'notJson' }, 'OK'],
		[{ kind: 'notJson', body: '{"retcode":' }, '{"retcode":'],
		[{ kind: 'emptyBody' }, ''],
	] as const)('%j, stored', async (fault, body) => {
		simulator.failNext(fault);
		const answer = await set('x');
		expect([answer.status, answer.text]).toEqual([200, body]);
		expect(stored()).toEqual(['x']);
	});

	test('redirect', async () => {
		simulator.failNext({ kind: 'redirect', location: 'https://127.0.0.1:1/', status: 307 });
		const { status, headers } = await set('x');
		expect([status, headers.location]).toEqual([307, 'https://127.0.0.1:1/']);
		expect(stored()).toEqual([]);
	});

	test('closeAfter answers well and then closes the kept-alive connection', async () => {
		const agent = new https.Agent({ keepAlive: true });
		simulator.failNext({ kind: 'closeAfter', afterMs: 30 });
		const { headers, reply } = await set('x', { agent });
		expect([headers.connection, reply.retcode]).toEqual(['keep-alive', '0']);
		expect(simulator.openSockets).toBe(1);
		await new Promise((resolve) => setTimeout(resolve, 80));
		expect(simulator.openSockets).toBe(0);
		agent.destroy();
	});

	test('slow drips the body', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 10, chunkBytes: 10 });
		const startedMs = performance.now();
		expect((await set('x')).reply.retcode).toBe('0');
		expect(performance.now() - startedMs).toBeGreaterThan(35);
	});

	test('slow comes in as many chunks as it is told to', async () => {
		simulator.failNext({ kind: 'slow', pauseMs: 20, chunks: 2 });
		const startedMs = performance.now();
		expect((await set('x')).reply.retcode).toBe('0');
		expect(performance.now() - startedMs).toBeGreaterThan(19);
	});

	test.each([true, false])('huge answers with so many bytes (chunked: %s)', async (chunked) => {
		simulator.failNext({ kind: 'huge', bytes: 3_000_000, chunked });
		const { text, headers, reply } = await set('x');
		expect(text.length).toBeGreaterThan(3_000_000);
		expect(headers['content-length'] === undefined).toBe(chunked);
		expect(reply.retcode).toBe('0');
	});

	test('huge does not hide a refusal', async () => {
		simulator.failNext({ kind: 'huge', bytes: 10_000 });
		const { reply } = await setCallData(simulator, { ...caller, callId: '1-1' }, {});
		expect(reply.retcode).toBe('400-001');
	});

	test.each(['json', 'html'] as const)('echo as %s repeats every secret', async (as) => {
		simulator.failNext({ kind: 'echo', as, retcode: '100-007' });
		const calldata = Buffer.from('secret').toString('base64');
		const { text, reply } = await set(calldata, { headers: { cookie: 'lb=1' } });
		for (const part of [calldata, 'secret', caller.guid, 'lb=1']) expect(text).toContain(part);
		expect(reply.retcode).toBe(as === 'json' ? '100-007' : undefined);
		expect(stored()).toEqual([]);
	});
});

describe('faults are for', () => {
	const broken: Fault = { kind: 'status', status: 500 };
	const statuses = async (...agents: Caller[]): Promise<number[]> => {
		const found = [];
		for (const agent of agents) found.push((await setCallData(simulator, agent, {})).status);
		return found;
	};

	test('the next N requests, in the order that they were planned', async () => {
		simulator.failNext(broken, { times: 2 });
		simulator.failNext({ kind: 'status', status: 503 });
		expect(await statuses(caller, caller, caller, caller)).toEqual([500, 500, 503, 200]);
	});

	test('one agent', async () => {
		const other = inCall(simulator, '102');
		simulator.failNext(broken, { agentId: '102' });
		expect(await statuses(caller, other, other)).toEqual([200, 500, 200]);
	});

	test('one call', async () => {
		const other = { ...caller, callId: simulator.startCall('101') };
		simulator.failNext(broken, { callId: other.callId });
		expect(await statuses(caller, other, other)).toEqual([200, 500, 200]);
	});

	test('a part of the path', async () => {
		simulator.failNext(broken, { path: 'appdata' });
		expect(await statuses(caller)).toEqual([200]);
		expect((await send(simulator, 'GET', '/calldata/101/appdata')).status).toBe(500);
	});

	test('requests on a reused connection', async () => {
		const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
		simulator.failNext({ kind: 'resetBefore' }, { connection: 'reused' });
		expect((await set('first', { agent })).status).toBe(200);
		await expect(set('second', { agent })).rejects.toMatchObject({ code: 'ECONNRESET' });
		expect((await set('third', { agent })).status).toBe(200);
		agent.destroy();
	});

	test('a share of all requests, the same with the same seed', async () => {
		const run = async (): Promise<number[]> => {
			simulator.reset();
			caller = inCall(simulator);
			simulator.failAtRate(0.5, [broken, { kind: 'status', status: 502 }]);
			return statuses(...Array<Caller>(30).fill(caller));
		};
		const first = await run();
		expect(new Set(first)).toEqual(new Set([200, 500, 502]));
		expect(await run()).toEqual(first);
		simulator.failAtRate(0, []);
		expect(await statuses(caller, caller, caller)).toEqual([200, 200, 200]);
	});

	test('nobody, when the rate makes no sense', () => {
		expect(() => {
			simulator.failAtRate(2, [broken]);
		}).toThrow('between 0 and 1');
		expect(() => {
			simulator.failAtRate(0.5, []);
		}).toThrow('at least one fault');
	});
});

test('a fault is noted with the request, and whether its data was stored', async () => {
	simulator.failNext({ kind: 'resetAfter' });
	simulator.failNext({ kind: 'resetBefore' });
	await set('x').catch(() => undefined);
	await set('x').catch(() => undefined);
	const stored = { callId: caller.callId, order: 1 };
	expect(simulator.requests).toMatchObject([
		{ fault: 'resetAfter', retcode: '0', stored },
		{ fault: 'resetBefore', retcode: undefined, stored: undefined },
	]);
});
