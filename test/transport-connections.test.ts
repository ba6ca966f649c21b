import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { deliver, type Delivery, type Effort } from '../nodes/CcGateway/gateway/deliver';
import { headersOf } from '../nodes/CcGateway/gateway/request';
import type { Answer } from '../nodes/CcGateway/wire/answer';
import type { Connection } from '../nodes/CcGateway/wire/connection';
import { send } from '../nodes/CcGateway/wire/exchange';
import { poolCount, poolFor } from '../nodes/CcGateway/wire/pool';
import { freePort } from './n8n/machine/ports';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { eventually } from './support/eventually';
import { connectionTo, errorOf, sendText, setCallData, wireErrorOf } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { type OtherServer, startHttps } from './support/servers';

const MAX_CONNECTIONS = 100;

let simulator: Simulator;
let agent: Agent;

afterEach(() => simulator.stop());

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	agent = putThrough(simulator, '20001');
}

/** Sends texts, some of them side by side. */
async function sendMany(count: number, atOnce: number): Promise<number[]> {
	const connection = connectionTo(simulator);
	const lanes = Array.from({ length: atOnce }, async () => {
		const statuses: number[] = [];
		for (let i = 0; i < count / atOnce; i++) {
			statuses.push((await sendText(connection, agent)).status);
		}
		return statuses;
	});
	return (await Promise.all(lanes)).flat();
}

/** Delivers the text of an agent's call, or of its current call, as the node does. */
async function deliverText(
	to: Agent = agent,
	effort: Partial<Effort> = {},
	text = 'text',
): Promise<Delivery> {
	return await deliver(connectionTo(simulator), to, setCallData(to, text), {
		timeoutMs: 5000,
		maxRetries: 0,
		cancel: undefined,
		halt: undefined,
		egress: undefined,
		...effort,
	});
}

/** Without a Call ID a request is not repeatable. */
const toCurrentCall = (): Agent => ({ ...agent, callId: '' });

/** The idle connections, in the order in which they became idle. */
function idleSockets(connection: Connection = connectionTo(simulator)): Socket[] {
	return Object.values(poolFor(connection).agent.freeSockets).flatMap((sockets) => sockets ?? []);
}

const all200 = (count: number): number[] => Array<number>(count).fill(200);

describe('kept-alive connections', () => {
	test('20 requests one after the other take 1 connection and 1 TLS handshake', async () => {
		await start();
		expect(await sendMany(20, 1)).toEqual(all200(20));
		expect(simulator).toMatchObject({ requestCount: 20, connections: 1, handshakes: 1 });
	});

	test('30 requests, 10 at once, take 10 connections at most', async () => {
		await start();
		expect(await sendMany(30, 10)).toEqual(all200(30));
		expect(simulator.requestCount).toBe(30);
		expect(simulator.connections).toBeLessThanOrEqual(10);
	});

	test('are shared by connections that are parsed anew, as each run does', async () => {
		await start();
		await sendMany(5, 1);
		await sendMany(5, 1);
		expect(simulator).toMatchObject({ requestCount: 10, connections: 1, handshakes: 1 });
	});

	test('are not shared by credentials that trust differently', async () => {
		await start();
		await sendText(connectionTo(simulator), agent);
		await sendText(connectionTo(simulator, { ignoreSslIssues: true }), agent);
		await sendText(connectionTo(simulator, { tlsServerName: 'localhost' }), agent);
		expect(simulator).toMatchObject({ requestCount: 3, connections: 3 });
	});

	test('are shared by agents, each with its own Guid and cookie', async () => {
		await start({ requireCookie: true });
		const other = putThrough(simulator, '20002');
		const connection = connectionTo(simulator);
		for (const one of [agent, other, agent]) {
			expect((await sendText(connection, one)).body).toContain('"retcode":"0"');
		}
		expect(simulator.connections).toBe(1);
		expect(simulator.requests.map(({ headers }) => headers['guid'])).toEqual([
			agent.guid,
			other.guid,
			agent.guid,
		]);
	});

	test('close by themselves when they have been idle for 30 seconds', async () => {
		await start({ keepAliveTimeoutMs: 0 });
		await sendMany(3, 3);
		expect(await eventually(() => idleSockets().length, 3)).toBe(3);
		expect(idleSockets().map(({ timeout }) => timeout)).toEqual([30_000, 30_000, 30_000]);
		for (const socket of idleSockets()) socket.setTimeout(1);
		expect(await eventually(() => simulator.openSockets, 0)).toBe(0);
		expect(await eventually(poolCount, 0)).toBe(0);
	});

	test('do not keep the process alive', async () => {
		await start({ keepAliveTimeoutMs: 0 });
		const { outcomes, lingeredMs } = await sendFromChild({ server: simulator, agent });
		expect(outcomes).toEqual([200]);
		expect(lingeredMs).toBeLessThan(3000);
	});
});

describe('connections that are asked for with a limit of idle time', () => {
	async function sendIdle(maxIdleMs: number): Promise<Answer> {
		const { method, path, body } = setCallData(agent, 'text');
		const request = { method, path, headers: headersOf(agent), maxIdleMs, ...(body && { body }) };
		const limits = { timeoutMs: 5000, cancel: undefined, egress: undefined };
		return await send(connectionTo(simulator), request, limits);
	}

	test.each([
		[Infinity, 1],
		[10_000, 1],
		[20, 2],
		[0, 2],
	])('of %d ms, after 30 ms: %d in all', async (maxIdleMs, connections) => {
		await start();
		await sendIdle(0);
		await sleep(30);
		expect((await sendIdle(maxIdleMs)).status).toBe(200);
		expect(simulator).toMatchObject({ requestCount: 2, connections });
	});

	test.each([
		['with a Call ID take one that was idle for', 29_000, 1, () => agent],
		['without a Call ID take one that was idle for', 4900, 1, toCurrentCall],
		['without a Call ID take none that was idle for', 5000, 2, toCurrentCall],
	])('by writes %s %d ms', async (_, idleMs, connections, to) => {
		await start({ keepAliveTimeoutMs: 0 });
		await deliverText();
		const now = performance.now.bind(performance);
		const clock = jest.spyOn(performance, 'now').mockImplementation(() => now() + idleMs);
		try {
			expect(await deliverText(to())).toMatchObject({ attempts: 1 });
		} finally {
			clock.mockRestore();
		}
		expect(simulator).toMatchObject({ requestCount: 2, connections });
	});
});

describe('an idle connection that turns out closed', () => {
	test('before the next request begins is not used: there is one attempt', async () => {
		await start();
		await sendMany(1, 1);
		simulator.dropIdleConnections();
		expect(await deliverText()).toMatchObject({ attempts: 1 });
		expect(simulator).toMatchObject({ requestCount: 2, connections: 2 });
	});

	test('is replaced at once as well when there are 10 of them', async () => {
		await start();
		await sendMany(10, 10);
		simulator.dropIdleConnections();
		await Promise.all(Array.from({ length: 10 }, () => deliverText()));
		expect(simulator.requestCount).toBe(20);
	});

	test('as the gateway restarts is replaced by a new handshake', async () => {
		await start();
		await sendMany(3, 3);
		await simulator.restart();
		expect(await sendMany(3, 3)).toEqual(all200(3));
		expect(simulator.requestCount).toBe(6);
	});

	test.each(['resetBefore', 'resetAfter'] as const)(
		'by a reset (%s) just as the request arrives is replaced at once',
		async (kind) => {
			await start();
			await sendMany(1, 1);
			simulator.failNext({ kind }, { connection: 'reused' });
			expect(await deliverText()).toMatchObject({ attempts: 2 });
			expect(simulator).toMatchObject({ requestCount: 3, connections: 2 });
		},
	);

	test('a few milliseconds after each answer fails no request', async () => {
		await start();
		for (let i = 0; i < 30; i++) simulator.failNext({ kind: 'closeAfter', afterMs: i % 4 });
		for (let i = 0; i < 30; i++) await deliverText();
		expect(simulator.requestCount).toBeGreaterThanOrEqual(30);
	});

	test('among 20 that are: at most two writes, the second over a fresh connection', async () => {
		await start();
		await sendMany(20, 20);
		simulator.failNext({ kind: 'resetAfter' }, { connection: 'reused', times: 1000 });
		expect(await deliverText(agent, {}, 'second')).toMatchObject({ attempts: 2 });
		const writes = simulator.history(agent.callId).filter((text) => text === 'second');
		expect(writes).toHaveLength(2);
		expect(simulator).toMatchObject({ requestCount: 22, connections: 21 });
	});

	test('and a fresh one that closes as well: two writes, both counted, in doubt', async () => {
		await start();
		await sendMany(20, 20);
		simulator.failNext({ kind: 'resetAfter' }, { times: 1000 });
		const error = await errorOf(deliverText(agent, {}, 'second'));
		expect(error).toMatchObject({ failure: { reason: 'reset' }, attempts: 2, isInDoubt: true });
		const writes = simulator.history(agent.callId).filter((text) => text === 'second');
		expect(writes).toHaveLength(2);
	});

	test('is replaced once, however many retries there are', async () => {
		await start();
		await sendMany(20, 20);
		simulator.failNext({ kind: 'resetAfter' }, { times: 1000 });
		const error = await errorOf(deliverText(agent, { maxRetries: 2 }));
		expect(error).toMatchObject({ attempts: 4, isInDoubt: true });
		expect(simulator.requestCount).toBe(24);
	});

	test('is not replaced for a write to the current call: one write only', async () => {
		await start();
		await sendMany(20, 20);
		simulator.failNext({ kind: 'resetAfter' }, { connection: 'reused', times: 1000 });
		const error = await errorOf(deliverText(toCurrentCall(), { maxRetries: 2 }, 'second'));
		expect(error).toMatchObject({ failure: { reason: 'reset' }, attempts: 1, isInDoubt: true });
		const writes = simulator.history(agent.callId).filter((text) => text === 'second');
		expect(writes).toHaveLength(1);
	});

	test('before the next request begins is not used for a write to the current call either', async () => {
		await start();
		await sendMany(2, 2);
		expect(await eventually(() => idleSockets().length, 2)).toBe(2);
		// Node.js takes the last one, and forgets a closed one only later.
		idleSockets()[1]?.destroy();
		expect(await deliverText(toCurrentCall())).toMatchObject({ attempts: 1 });
		expect(simulator.requestCount).toBe(3);
	});
});

describe('a pool', () => {
	const held: ServerResponse[] = [];
	let holder: OtherServer;

	beforeEach(async () => {
		await start();
		holder = await startHttps((request, response) => {
			request.resume().once('end', () => held.push(response));
		});
	});

	afterEach(() => holder.stop());

	function release(): void {
		for (const response of held.splice(0)) response.end('{}');
	}

	test('has 100 connections at most: of 150 requests at once, 50 wait for one', async () => {
		const outcomes = Array.from({ length: 150 }, () => sendText(connectionTo(holder), agent));
		expect(await eventually(() => held.length, MAX_CONNECTIONS)).toBe(MAX_CONNECTIONS);
		release();
		expect(await eventually(() => held.length, 50)).toBe(50);
		release();
		const statuses = (await Promise.all(outcomes)).map(({ status }) => status);
		expect(statuses).toEqual(all200(150));
		expect(holder.connections).toBe(MAX_CONNECTIONS);
	});

	test('that is full: waiting counts in the time limit, ends with cancel, and nothing is sent', async () => {
		const connection = connectionTo(holder);
		const first = Array.from({ length: MAX_CONNECTIONS }, () => sendText(connection, agent));
		expect(await eventually(() => held.length, MAX_CONNECTIONS)).toBe(MAX_CONNECTIONS);

		const late = await wireErrorOf(sendText(connection, agent, 'late', { timeoutMs: 50 }));
		const { origin } = connection;
		const failure = { kind: 'timeout', origin, timeoutMs: 50, phase: 'waiting' };
		expect(late).toMatchObject({ failure, wasSent: false });

		const cancel = AbortSignal.timeout(50);
		const cancelled = sendText(connection, agent, 'cancelled', { cancel });
		expect(await cancelled.catch((reason: unknown) => reason)).toBe(cancel.reason);

		release();
		await Promise.all(first);
		const next = sendText(connection, agent);
		expect(await eventually(() => held.length, 1)).toBe(1);
		release();
		expect((await next).status).toBe(200);
		expect(holder.connections).toBe(MAX_CONNECTIONS);
	});

	test('that is full does not hold up another one', async () => {
		const first = Array.from({ length: MAX_CONNECTIONS }, () =>
			sendText(connectionTo(holder), agent),
		);
		expect(await eventually(() => held.length, MAX_CONNECTIONS)).toBe(MAX_CONNECTIONS);
		expect(await sendMany(1, 1)).toEqual([200]);
		release();
		await Promise.all(first);
	});

	test('is dropped when its last connection has closed', async () => {
		await sendMany(3, 3);
		expect(poolCount()).toBe(1);
		await simulator.restart();
		expect(await eventually(poolCount, 0)).toBe(0);
		expect(await sendMany(3, 3)).toEqual(all200(3));
	});

	test('of an address that cannot be reached is dropped: 200 of them leave none', async () => {
		const port = await freePort();
		const addresses = Array.from({ length: 200 }, (_, i) => `127.0.1.${i + 1}`);
		const outcomes = addresses.map(async (host) => {
			const connection = connectionTo(simulator, { host, port });
			return (await wireErrorOf(sendText(connection, agent))).failure;
		});
		const refused = { kind: 'unreachable', reason: 'refused' };
		expect(await Promise.all(outcomes)).toMatchObject(addresses.map(() => refused));
		expect(await eventually(poolCount, 0)).toBe(0);
	});

	test('of which all requests were given up is dropped', async () => {
		const outcomes = Array.from({ length: 150 }, () =>
			wireErrorOf(sendText(connectionTo(holder), agent, 'text', { timeoutMs: 300 })),
		);
		await Promise.all(outcomes);
		expect(await eventually(poolCount, 0)).toBe(0);
		held.length = 0;
	});

	test('is told from others without the certificates', async () => {
		const connection = connectionTo(simulator, { ca: simulator.ca.repeat(100) });
		expect(connection.key.length).toBeLessThan(100);
		await sendText(connection, agent);
		const { sockets, freeSockets } = poolFor(connection).agent;
		expect([sockets, freeSockets].flatMap(Object.keys).join().length).toBeLessThan(100);
	});
});
