import { setTimeout as sleep } from 'node:timers/promises';
import { OTHER_NAME, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import type { CredentialData } from './support/credentials';
import { type Engine, failureOf, outputOf, startEngine } from './support/engine';
import { type Agent, credentialFor, putThrough } from './support/gateway';
import { CC_GATEWAY, CREDENTIAL, itemsOf, nodeWorkflow } from './support/node-workflow';

const SUCCESS = { message: 'success', retcode: '0', result: {} };

let engine: Engine;
let simulator: Simulator;

beforeAll(async () => {
	engine = await startEngine();
});

afterAll(() => engine.stop());

afterEach(() => simulator.stop());

/** A simulator of its own for each test, so that its counters start at zero. */
async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	await engine.addCredential(
		'ccGatewayApi',
		CREDENTIAL,
		credentialFor(simulator, '={{ $json.guid }}'),
	);
}

function agents(count: number): Agent[] {
	return Array.from({ length: count }, (_, i) => putThrough(simulator, String(20001 + i)));
}

describe('order and concurrency', () => {
	test('items of an agent stay in order under delays and retries, also among other agents', async () => {
		await start({ seed: 7 });
		const lanes = agents(3);
		const texts = Array.from({ length: 12 }, (_, i) => `value ${i}`);
		const items = texts.flatMap((text) => lanes.flatMap((agent) => itemsOf(agent, text)));
		simulator.failAtRate(0.3, [
			{ kind: 'delay', ms: 60, stored: 'last' },
			{ kind: 'retcode', retcode: '000-004' },
			{ kind: 'status', status: 503 },
			{ kind: 'resetBefore' },
		]);

		const run = await engine.run(nodeWorkflow({ options: { maxRetries: 10 } }), { items });

		expect(outputOf(run, CC_GATEWAY)).toEqual(
			items.map((_, item) => ({ json: SUCCESS, pairedItem: { item } })),
		);
		for (const { callId } of lanes) expect(simulator.history(callId)).toEqual(texts);
		expect(simulator.requests.some(({ fault }) => fault === 'status')).toBe(true);
	});

	test.each([
		[{ maxConcurrency: 1 }, 1],
		[{ maxConcurrency: 3 }, 3],
		[{}, 10],
	])('with the options %j, agents written to side by side: %i', async (options, atOnce) => {
		await start();
		const items = agents(atOnce + 2).flatMap((agent) => itemsOf(agent, 'one', 'two'));
		simulator.failAtRate(1, [{ kind: 'delay', ms: 100 }]);

		const run = await engine.run(nodeWorkflow({ options }), { items });

		expect(run.data.resultData.error).toBeUndefined();
		// Each takes a connection of its own, and the next agent takes over one that is free.
		expect(simulator.connections).toBe(atOnce);
	});
});

describe('cancelling the execution', () => {
	test('aborts what is in flight and sends nothing more', async () => {
		await start();
		const items = agents(2).flatMap((agent) => itemsOf(agent, 'one', 'two', 'three'));
		simulator.failAtRate(1, [{ kind: 'delay', ms: 3000, stored: 'last' }]);

		const begin = performance.now();
		await engine.run(nodeWorkflow(), { items, signal: AbortSignal.timeout(300) });

		expect(performance.now() - begin).toBeLessThan(2000);
		while (simulator.openSockets > 0) await sleep(20);
		expect(simulator.requestCount).toBe(2);
	});

	test('leaves it as cancelled, not as failed', async () => {
		await start();
		const items = agents(1).flatMap((agent) => itemsOf(agent, 'one', 'two'));
		simulator.failAtRate(1, [{ kind: 'delay', ms: 3000 }]);

		const run = await engine.run(nodeWorkflow(), { items, signal: AbortSignal.timeout(300) });

		expect(run.status).toBe('canceled');
	});

	test('ends the wait before a retry', async () => {
		await start();
		const agent = putThrough(simulator, '20001');
		simulator.failAtRate(1, [{ kind: 'retcode', retcode: '000-004' }]);

		const begin = performance.now();
		await engine.run(nodeWorkflow({ options: { maxRetries: 10 } }), {
			items: itemsOf(agent, 'one'),
			signal: AbortSignal.timeout(1000),
		});

		expect(performance.now() - begin).toBeLessThan(1300);
		const sent = simulator.requestCount;
		await sleep(1200);
		expect(simulator.requestCount).toBe(sent);
	});
});

describe('Guid and cookie', () => {
	test('each agent is written to with its own Guid and cookie', async () => {
		await start({ requireCookie: true });
		const three = agents(3);
		const guid = '={{ $json.guid }}';
		const options = { cookie: '={{ $json.cookie }}' };

		const run = await engine.run(nodeWorkflow({ guid, options }), {
			items: three.flatMap((agent) => itemsOf(agent, 'one', 'two')),
		});

		expect(run.data.resultData.error).toBeUndefined();
		const seen = new Set(
			simulator.requests.map(({ headers }) => `${headers['guid']} ${headers['cookie']}`),
		);
		expect(seen).toEqual(new Set(three.map(({ guid, cookie }) => `${guid} ${cookie}`)));
	});

	test.each(['000-003', '100-006'] as const)(
		'after %s the remaining items of the agent fail at once, the other agents go on',
		async (wrongGuid) => {
			await start({ wrongGuid });
			const good = putThrough(simulator, '20001');
			const stale = putThrough(simulator, '20002');
			simulator.renewGuid(stale.agentId);
			const items = [1, 2, 3].flatMap((n) => [
				...itemsOf(stale, `stale ${n}`),
				...itemsOf(good, `good ${n}`),
			]);

			const run = await engine.run(nodeWorkflow({}, { onError: 'continueRegularOutput' }), {
				items,
			});

			const outputs = outputOf(run, CC_GATEWAY).map(({ json }) => json);
			expect(outputs.filter((_, i) => i % 2 === 1)).toEqual([SUCCESS, SUCCESS, SUCCESS]);
			const refused = outputs.filter((_, i) => i % 2 === 0);
			const error = { retcode: wrongGuid };
			expect(refused).toMatchObject([
				{ error: { ...error, attempts: 1 } },
				{ error: { ...error, attempts: 0 } },
				{ error: { ...error, attempts: 0 } },
			]);
			expect(simulator.requests.filter(({ agentId }) => agentId === stale.agentId)).toHaveLength(1);
		},
	);
});

describe('connections', () => {
	test('are kept alive and reused, within an execution and by the next one', async () => {
		await start();
		const items = agents(3).flatMap((agent) => itemsOf(agent, 'one', 'two', 'three', 'four'));
		await engine.run(nodeWorkflow(), { items });
		expect(simulator).toMatchObject({ requestCount: 12, connections: 3, handshakes: 3 });

		await engine.run(nodeWorkflow(), { items });
		expect(simulator).toMatchObject({ requestCount: 24, connections: 3, handshakes: 3 });
	});

	test('that the gateway dropped while idle are replaced, which costs no retry', async () => {
		await start();
		const items = agents(3).flatMap((agent) => itemsOf(agent, 'one', 'two'));
		const workflow = nodeWorkflow({ options: { maxRetries: 0 } });
		await engine.run(workflow, { items });

		simulator.dropIdleConnections();
		const afterDrop = await engine.run(workflow, { items });
		expect(afterDrop.data.resultData.error).toBeUndefined();

		await simulator.restart();
		const afterRestart = await engine.run(workflow, { items });
		expect(afterRestart.data.resultData.error).toBeUndefined();
	});

	test('that the gateway drops just as the next request comes are replaced as well', async () => {
		await start();
		const agent = putThrough(simulator, '20001');
		const texts = Array.from({ length: 30 }, (_, i) => `value ${i}`);
		texts.forEach((_, i) => {
			simulator.failNext({ kind: 'closeAfter', afterMs: i % 4 });
		});

		const run = await engine.run(nodeWorkflow({ options: { maxRetries: 0 } }), {
			items: itemsOf(agent, ...texts),
		});

		expect(run.data.resultData.error).toBeUndefined();
		expect([...new Set(simulator.history(agent.callId))]).toEqual(texts);
	});
});

describe('certificates', () => {
	const runWith = async (more: CredentialData) => {
		const agent = putThrough(simulator, '20001');
		const credential = credentialFor(simulator, agent.guid, more);
		await engine.addCredential('ccGatewayApi', CREDENTIAL, credential);
		return await engine.run(nodeWorkflow(), { items: itemsOf(agent, 'one') });
	};

	test.each([
		['expired', {}, /expired on/, /renew/i],
		['wrongName', {}, /another name/, /'TLS Server Name'/],
		['valid', { ca: '' }, /unknown CA/, /'CA Certificate'/],
		['selfSigned', { ca: '' }, /self-signed/, /'CA Certificate'/],
	] as const)(
		'%s with %j is refused before anything is sent, with the reason and the way out',
		async (certificate, more, message, description) => {
			await start({ certificate });
			const failure = failureOf(await runWith(more));
			expect(failure.message).toMatch(message);
			expect(failure.description).toMatch(description);
			expect(simulator.requestCount).toBe(0);
		},
	);

	test.each([
		['selfSigned', {}],
		['wrongName', { tlsServerName: OTHER_NAME }],
		['expired', { ignoreSslIssues: true }],
	] as const)('%s with %j is accepted', async (certificate, more) => {
		await start({ certificate });
		const run = await runWith(more);
		expect(outputOf(run, CC_GATEWAY).map((item) => item.json)).toEqual([SUCCESS]);
	});
});
