import { existsSync } from 'node:fs';
import path from 'node:path';
import { inspect } from 'node:util';
import { type Simulator, startSimulator } from './simulator';
import { type Engine, failureOf, outputOf, startEngine } from './support/engine';
import { type Agent, credentialFor, putThrough } from './support/gateway';
import { textWith } from './support/matchers';
import { CC_GATEWAY, CREDENTIAL, itemsOf, nodeWorkflow } from './support/node-workflow';
import { pinnedOutputs, readWorkflow, workflowFiles } from './support/workflow-test';

const REPOSITORY = path.resolve(__dirname, '..');
const SUCCESS = { message: 'success', retcode: '0', result: {} };

let simulator: Simulator;
let engine: Engine;
let agents: readonly [Agent, Agent, Agent];

beforeAll(async () => {
	[simulator, engine] = await Promise.all([startSimulator(), startEngine()]);
});

afterAll(async () => {
	await Promise.all([simulator.stop(), engine.stop()]);
});

beforeEach(async () => {
	simulator.reset();
	agents = [
		putThrough(simulator, '20001', '20001-1'),
		putThrough(simulator, '20002', '20002-1'),
		putThrough(simulator, '20003', '20003-1'),
	];
	const guid = agents[0].guid;
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, guid));
	await engine.addCredential(
		'ccGatewayApi',
		'Guid from the item',
		credentialFor(simulator, '={{ $json.guid }}'),
	);
});

describe('the built package', () => {
	const description = () => engine.loader.getNode('ccGateway').type.description;

	test('is one node and one credential', () => {
		expect(engine.loader.packageName).toBe('n8n-nodes-cc-gateway');
		expect(engine.loader.types.nodes.map(({ name }) => name)).toEqual(['ccGateway']);
		expect(engine.loader.types.credentials.map(({ name }) => name)).toEqual(['ccGatewayApi']);
	});

	test('has a light and a dark icon, and the credential has one', () => {
		const urls = [description(), ...engine.loader.types.credentials].flatMap(({ iconUrl }) =>
			typeof iconUrl === 'object' ? Object.values(iconUrl) : [iconUrl],
		);
		const files = urls.map((url) => url?.replace('icons/n8n-nodes-cc-gateway/', '') ?? '');
		expect(new Set(files).size).toBeGreaterThanOrEqual(2);
		expect(files.filter((file) => !existsSync(path.join(REPOSITORY, file)))).toEqual([]);
	});

	test('shares n8n-workflow with n8n, which tells errors apart by its classes', () => {
		const seenFrom = (folder: string) => require.resolve('n8n-workflow', { paths: [folder] });
		expect(seenFrom(path.join(REPOSITORY, 'dist'))).toBe(seenFrom(require.resolve('n8n-core')));
	});

	test('is found under the words that people search for', () => {
		const { categories, alias } = description().codex ?? {};
		expect(categories).toEqual(['Communication', 'Customer Support']);
		expect(alias).toEqual(expect.arrayContaining(['CTI', 'screen pop', 'Huawei', 'AICC']));
	});
});

describe('a workflow whose pinned data is the expected output:', () => {
	const tests = workflowFiles().map((file) => ({ file, ...readWorkflow(file) }));

	test.each(tests)('$name ($file)', async ({ file }) => {
		const guids = Object.fromEntries(agents.map((one) => [`Guid of ${one.agentId}`, one.guid]));
		const workflow = readWorkflow(file, guids);
		const { pinData = {} } = workflow;

		const run = await engine.run(workflow);

		expect(run.data.resultData.error).toBeUndefined();
		expect(pinnedOutputs(run, pinData)).toEqual(pinData);
		for (const { json } of pinData['Items'] ?? []) {
			const { callId, held } = json;
			if (typeof callId !== 'string' || held === undefined) continue;
			expect(simulator.callData(callId)).toBe(held);
		}
	});
});

test('the example for import runs as it is', async () => {
	const example = readWorkflow(path.join(REPOSITORY, 'examples/crm-to-call.json'));
	const { guid, callId } = putThrough(simulator, '1042', '1456229294-1191');
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, guid));

	const run = await engine.run(example);

	expect(outputOf(run, CC_GATEWAY).map((item) => item.json)).toEqual([SUCCESS]);
	expect(JSON.parse(simulator.callData(callId) ?? '')).toMatchObject({ customer: 'Zoë Müller' });
});

describe('a plain {{ $json.text }}, which the node reads itself, sends what n8n makes of it:', () => {
	test.each([
		['text', 'Zoë'],
		['text that looks like an expression', '={{ 1 + 1 }}'],
		['a number', 4711],
		['no number', 0],
		['true', true],
		['empty text', ''],
		['null', null],
		['an object', { deep: { text: 'x' } }],
		['a list', [1, 'two']],
	])('%s', async (_, text) => {
		const [agent] = agents;
		const items = [{ json: { ...agent, text } }];
		const [plain, byN8n] = [
			await engine.run(nodeWorkflow({ callData: '={{ $json.text }}' }), { items }),
			await engine.run(nodeWorkflow({ callData: '={{ ($json.text) }}' }), { items }),
		];

		expect(outputOf(plain, CC_GATEWAY)).toEqual(outputOf(byN8n, CC_GATEWAY));
		expect(plain.data.resultData.error?.message).toBe(byN8n.data.resultData.error?.message);
		const [sent, ...again] = simulator.history(agent.callId);
		expect(again).toEqual(sent === undefined ? [] : [sent]);
	});

	test.each([
		['a path', '={{ $json.customer.name }}', 'Zoë'],
		['without spaces', '={{$json.text}}', 'text'],
		['what is not there', '={{ $json.customer.no.name }}', undefined],
		['what every object has', '={{ $json.customer.name.length }}', '3'],
		['text around it', '={{ $json.text }}!', 'text!'],
		['two of them', '={{ $json.text }}{{ $json.callId }}', 'text20001-1'],
	])('%s', async (_, callData, held) => {
		const [agent] = agents;
		const items = [{ json: { ...agent, text: 'text', customer: { name: 'Zoë' } } }];
		await engine.run(nodeWorkflow({ callData }), { items });
		expect(simulator.callData(agent.callId)).toBe(held);
	});
});

describe('with the middle item refused by the gateway', () => {
	const items = () => {
		const [agent] = agents;
		return [
			...itemsOf(agent, 'first'),
			...itemsOf({ ...agent, callId: 'no such call' }, 'second'),
			...itemsOf(agent, 'third'),
		];
	};

	test('Stop: the node fails with the item, the reason and how many items were written', async () => {
		const run = await engine.run(nodeWorkflow(), { items: items() });

		const failure = failureOf(run);
		expect(failure).toMatchObject({ name: 'NodeApiError', itemIndex: 1 });
		expect(failure.message).toContain('400-001');
		expect(failure.description).toMatch(/1 of 3 items had been written/);
		expect(outputOf(run, CC_GATEWAY)).toEqual([]);
		expect(simulator.history('20001-1')).toEqual(['first']);
	});

	const REFUSED = {
		message: 'The agent has no such call (retcode 400-001)',
		description: textWith("Check 'Agent ID' and 'Call ID'"),
		retcode: '400-001',
		attempts: 1,
	};

	test('Continue: its output is what went wrong, and the others are written', async () => {
		const workflow = nodeWorkflow({}, { onError: 'continueRegularOutput' });
		const [first, second, third] = outputOf(
			await engine.run(workflow, { items: items() }),
			CC_GATEWAY,
		);

		expect(first).toEqual({ json: SUCCESS, pairedItem: { item: 0 } });
		expect(second).toEqual({ json: { error: REFUSED }, pairedItem: { item: 1 } });
		expect(third).toEqual({ json: SUCCESS, pairedItem: { item: 2 } });
	});

	test('Continue (using error output): it alone comes out of the error branch', async () => {
		const workflow = nodeWorkflow({}, { onError: 'continueErrorOutput' });
		const run = await engine.run(workflow, { items: items() });

		expect(outputOf(run, CC_GATEWAY).map((item) => item.pairedItem)).toEqual([
			{ item: 0 },
			{ item: 2 },
		]);
		expect(outputOf(run, 'Success').map((item) => item.json)).toEqual([SUCCESS, SUCCESS]);
		const [refused, ...more] = outputOf(run, 'Error');
		expect(more).toEqual([]);
		expect(refused?.json['error']).toEqual(REFUSED);
		expect(refused?.json['text']).toBe('second');
	});
});

describe('with the middle item not fit to be sent', () => {
	const items = () => {
		const [agent] = agents;
		return [
			...itemsOf(agent, 'first'),
			...itemsOf({ ...agent, agentId: '100' }, 'second'),
			...itemsOf(agent, 'third'),
		];
	};

	test('Stop: nothing at all is sent', async () => {
		const run = await engine.run(nodeWorkflow(), { items: items() });

		const failure = failureOf(run);
		expect(failure).toMatchObject({ name: 'NodeOperationError', itemIndex: 1 });
		expect(failure.message).toContain("'Agent ID'");
		expect(failure.description).toMatch(/0 of 3 items had been written/);
		expect(simulator.requestCount).toBe(0);
	});

	test('Continue: the others are written', async () => {
		const workflow = nodeWorkflow({}, { onError: 'continueRegularOutput' });
		const outputs = outputOf(await engine.run(workflow, { items: items() }), CC_GATEWAY);

		expect(outputs.map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(outputs[1]?.json).toEqual({
			error: {
				message: "'Agent ID' must be from 101 to 59999",
				description: textWith("Correct 'Agent ID'"),
				attempts: 0,
			},
		});
		expect(simulator.history('20001-1')).toEqual(['first', 'third']);
	});
});

describe('privacy', () => {
	const SECRET = 'Zoë Müller, "diabetic"';
	const ON_ERROR = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

	test.each([
		['what was written', [], {}],
		['a refusal that repeats it all', [{ kind: 'echo' }], {}],
		['a page that repeats it all', [{ kind: 'echo', as: 'html' }], {}],
		[
			'a refusal, with Base64',
			[{ kind: 'echo' }],
			{ isDataEncoded: true, base64Encoding: 'encode' },
		],
		['an unknown node in an expression', [], { callData: `=${SECRET} {{ $('Nobody').item }}` }],
	] as const)('%s leaves no call data, Guid or cookie behind', async (_, faults, more) => {
		const [{ agentId, callId, guid, cookie }] = agents;
		const base64 = Buffer.from(SECRET).toString('base64');
		const secrets = ['Müller', 'diabetic', base64, guid, cookie];
		// In the node's own fields, so that all which n8n keeps of the run has to be free of them.
		const parameters = { callData: SECRET, ...more, guid, options: { cookie } };
		const loggedBefore = engine.logLines.length;

		for (const onError of ON_ERROR) {
			for (const fault of faults) simulator.failNext(fault);
			const workflow = nodeWorkflow(parameters, { onError });
			const run = await engine.run(workflow, { items: [{ json: { agentId, callId } }] });
			const stored = inspect(run.data.resultData, { depth: null, maxStringLength: null });
			expect(secrets.filter((secret) => stored.includes(secret))).toEqual([]);
		}

		const logged = engine.logLines.slice(loggedBefore).join('\n');
		expect(secrets.filter((secret) => logged.includes(secret))).toEqual([]);
	});

	test('the debug log has a line per item: ids, length, retcode, attempts, time', async () => {
		const [agent] = agents;
		const loggedBefore = engine.logLines.length;
		await engine.run(nodeWorkflow(), { items: itemsOf(agent, 'Zoë', 'Ann') });

		const lines = engine.logLines
			.slice(loggedBefore)
			.filter((line) => line.includes('setCallAppDataEx'));
		expect(lines).toHaveLength(2);
		for (const part of [
			/'20001'/,
			/'20001-1'/,
			/calldatalength: 4/,
			/'0'/,
			/attempts: 1/,
			/milliseconds: \d/,
		]) {
			expect(lines[0]).toMatch(part);
		}
	});
});
