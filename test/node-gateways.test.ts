import { type Simulator, startSimulator } from './simulator';
import { type Engine, outputOf, startEngine } from './support/engine';
import { type Agent, putThrough } from './support/gateway';
import { textWith } from './support/matchers';
import { CC_GATEWAY, CREDENTIAL, itemsOf, nodeWorkflow } from './support/node-workflow';

const SUCCESS = { message: 'success', retcode: '0', result: {} };

let engine: Engine;
let simulators: readonly [Simulator, Simulator];

beforeAll(async () => {
	engine = await startEngine();
	simulators = await Promise.all([
		startSimulator({ requireCookie: true }),
		startSimulator({ requireCookie: true }),
	]);
});

afterAll(async () => {
	await Promise.all([engine, ...simulators].map((one) => one.stop()));
});

beforeEach(() => {
	for (const simulator of simulators) simulator.reset();
});

test('two gateways have an agent of the same ID and a call of the same ID: each gets its own items', async () => {
	const [a, b] = simulators;
	await engine.addCredential('ccGatewayApi', CREDENTIAL, {
		host: a.host,
		port: '={{ $json.port }}',
		guid: '={{ $json.guid }}',
		cookie: '={{ $json.cookie }}',
		ca: a.ca + b.ca,
	});
	const agents = [a, b].map((simulator) => ({
		...putThrough(simulator, '20001', 'the call'),
		port: simulator.port,
	}));
	const items = [1, 2, 3].flatMap((n) =>
		agents.flatMap((agent) => itemsOf(agent, `${n} for ${agent.port}`)),
	);

	const run = await engine.run(nodeWorkflow(), { items });

	expect(outputOf(run, CC_GATEWAY)).toEqual(
		items.map((_, item) => ({ json: SUCCESS, pairedItem: { item } })),
	);
	for (const [index, simulator] of simulators.entries()) {
		const { port } = simulator;
		expect(simulator.history('the call')).toEqual([1, 2, 3].map((n) => `${n} for ${port}`));
		const guids = simulator.requests.map(({ headers }) => headers['guid']);
		expect([...new Set(guids)]).toEqual([agents[index]?.guid]);
	}
});

describe('a refused Guid fails the remaining items of the agent that have', () => {
	const guid = '={{ $json.guid }}';
	const options = { cookie: '={{ $json.cookie }}' };
	const onError = 'continueRegularOutput' as const;

	async function outputsOf(agents: readonly Agent[]): Promise<unknown[]> {
		const [{ host, port, ca }] = simulators;
		await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid: '' });
		const items = agents.flatMap((agent, index) => itemsOf(agent, `item ${index}`));
		const run = await engine.run(nodeWorkflow({ guid, options }, { onError }), { items });
		return outputOf(run, CC_GATEWAY).map(({ json }) => json);
	}

	test('the same cookie; those with the right one are sent', async () => {
		const [simulator] = simulators;
		const right = putThrough(simulator, '20001', 'the call');
		const wrong = { ...right, cookie: 'huaweielbsession=of-another-gateway' };

		expect(await outputsOf([wrong, right, wrong, right])).toMatchObject([
			{ error: { retcode: '100-006', attempts: 1 } },
			SUCCESS,
			{ error: { retcode: '100-006', attempts: 0 } },
			SUCCESS,
		]);
		expect(simulator.requestCount).toBe(3);
		expect(simulator.history('the call')).toEqual(['item 1', 'item 3']);
	});

	test('the same Guid; those with a newer one are sent', async () => {
		const [simulator] = simulators;
		const right = putThrough(simulator, '20001', 'the call');
		const wrong = { ...right, guid: 'an old one' };

		expect(await outputsOf([wrong, right, wrong])).toMatchObject([
			{ error: { retcode: '100-006', attempts: 1 } },
			SUCCESS,
			{ error: { retcode: '100-006', attempts: 0 } },
		]);
	});
});

describe('Max Agents at Once', () => {
	const agentsOf = (count: number) =>
		Array.from({ length: count }, (_, index) => putThrough(simulators[0], String(20001 + index)));

	beforeEach(async () => {
		const [{ host, port, ca }] = simulators;
		const credential = { host, port, ca, guid: '={{ $json.guid }}', cookie: '={{ $json.cookie }}' };
		await engine.addCredential('ccGatewayApi', CREDENTIAL, credential);
	});

	test('is read once, of the first item', async () => {
		const [simulator] = simulators;
		const sideBySide: number[] = [];
		const items = agentsOf(6).map((agent, index) => ({
			json: { ...agent, text: 'some data', atOnce: index === 0 ? 2 : 100 },
		}));
		simulator.failAtRate(1, [{ kind: 'delay', ms: 50 }]);
		const watch = setInterval(() => {
			sideBySide.push(simulator.requests.filter(({ status }) => status === undefined).length);
		}, 1);
		const options = { maxConcurrency: '={{ $json.atOnce }}' };
		const run = await engine.run(nodeWorkflow({ options }), { items });
		clearInterval(watch);

		expect(run.status).toBe('success');
		expect(Math.max(...sideBySide)).toBe(2);
	});

	test.each([['0'], ['101'], ['many'], ["={{ $('Nobody').item }}"]])(
		'that is %j fails all items, and none comes out as if it had been sent',
		async (maxConcurrency) => {
			const items = agentsOf(3).flatMap((agent) => itemsOf(agent, 'some data'));
			for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
				const workflow = nodeWorkflow({ options: { maxConcurrency } }, { onError });
				const run = await engine.run(workflow, { items });
				const failed = outputOf(run, CC_GATEWAY, onError === 'continueErrorOutput' ? 1 : 0);
				expect(failed.map(({ json }) => json['error'])).toMatchObject(
					items.map(() => ({
						message: textWith("'Max Agents at Once'"),
						attempts: 0,
					})),
				);
				if (onError === 'continueErrorOutput') expect(outputOf(run, CC_GATEWAY)).toEqual([]);
			}
			const stopped = await engine.run(nodeWorkflow({ options: { maxConcurrency } }), { items });
			expect(stopped.data.resultData.error).toMatchObject({ name: 'NodeOperationError' });
			expect(simulators[0].requestCount).toBe(0);
		},
	);
});
