import { setTimeout as sleep } from 'node:timers/promises';
import { poolFor } from '../nodes/CcGateway/wire/pool';
import { type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { connectionTo, sendText } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';

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

	test('close by themselves when idle: they have a time limit', async () => {
		await start({ keepAliveTimeoutMs: 0 });
		const connection = connectionTo(simulator);
		await sendText(connection, agent);
		await sleep(10);
		const idle = Object.values(poolFor(connection).freeSockets).flatMap((sockets) => sockets ?? []);
		expect(idle.map(({ timeout }) => timeout)).toEqual([30_000]);
	});

	test('do not keep the process alive', async () => {
		await start({ keepAliveTimeoutMs: 0 });
		const { outcomes, lingeredMs } = await sendFromChild({ server: simulator, agent });
		expect(outcomes).toEqual([200]);
		expect(lingeredMs).toBeLessThan(3000);
	});
});

describe('a kept-alive connection that is lost', () => {
	test('while idle is replaced at once: one request, no failure', async () => {
		await start();
		await sendMany(1, 1);
		simulator.dropIdleConnections();
		expect(await sendMany(1, 1)).toEqual([200]);
		expect(simulator).toMatchObject({ requestCount: 2, connections: 2 });
	});

	test('is replaced at once as well when there are 10 of them', async () => {
		await start();
		await sendMany(10, 10);
		simulator.dropIdleConnections();
		expect(await sendMany(10, 10)).toEqual(all200(10));
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
			expect(await sendMany(1, 1)).toEqual([200]);
			expect(simulator).toMatchObject({ requestCount: 3, connections: 2 });
		},
	);

	test('a few milliseconds after each answer fails no request', async () => {
		await start();
		for (let i = 0; i < 30; i++) simulator.failNext({ kind: 'closeAfter', afterMs: i % 4 });
		expect(await sendMany(30, 1)).toEqual(all200(30));
	});
});
