import { inspect } from 'node:util';
import type { INodeParameters, IRun } from 'n8n-workflow';
import { type Simulator, startSimulator } from './simulator';
import { type Engine, failureOf, outputOf, startEngine } from './support/engine';
import { type Agent, credentialFor, putThrough } from './support/gateway';
import { textWith } from './support/matchers';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from './support/node-workflow';

let engine: Engine;
let simulator: Simulator;
let agent: Agent;

beforeAll(async () => {
	[simulator, engine] = await Promise.all([startSimulator(), startEngine()]);
});

afterAll(async () => {
	await Promise.all([simulator.stop(), engine.stop()]);
});

beforeEach(async () => {
	simulator.reset();
	agent = putThrough(simulator, '20001', '20001-1');
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, agent.guid));
});

/** Runs the node with one item, whose `value` is what an expression is about. */
function run(parameters: INodeParameters, value?: unknown, onError = true): Promise<IRun> {
	const json = {
		...agent,
		text: 'some data',
		customer: {},
		...(value === undefined ? {} : { value }),
	};
	const settings = onError ? ({ onError: 'continueRegularOutput' } as const) : {};
	return engine.run(nodeWorkflow(parameters, settings), {
		items: [{ json: structuredClone(json) }],
	});
}

function errorOf(result: IRun): Record<string, unknown> {
	const error = outputOf(result, CC_GATEWAY)[0]?.json['error'];
	return typeof error === 'object' && error !== null
		? Object.fromEntries(Object.entries(error))
		: {};
}

const fields = (value: string): INodeParameters => ({
	specifyCallData: 'fields',
	callDataFields: { field: [{ name: 'customer', value }] },
});

describe('an expression that gives nothing fails the item, names the field, and nothing is sent:', () => {
	const NOTHING = [undefined, null, '', ' ', '\n\t '];
	const EXPRESSIONS = [
		'={{ $json.value }}',
		'={{ $json["value"] }}',
		'={{ $json.customer.no.such.field }}',
		'={{ $json.value }}{{ $json.customer.none }}',
	];

	test.each([
		['Agent ID', (agentId: string) => ({ agentId })],
		['Guid', (guid: string) => ({ guid })],
		['Call ID', (callId: string) => ({ callId })],
		['Call Data', (callData: string) => ({ callData })],
		['Call Data', (callDataJson: string) => ({ specifyCallData: 'json', callDataJson })],
		['Is Data Encoded', (isDataEncoded: string) => ({ isDataEncoded })],
		['Specify Call Data', (specifyCallData: string) => ({ specifyCallData })],
		['Base64 Encoding', (base64Encoding: string) => ({ isDataEncoded: true, base64Encoding })],
		['Session Cookie', (cookie: string) => ({ options: { cookie } })],
		[
			'Use Current Call If Empty',
			(currentCallIfEmpty: string) => ({ options: { currentCallIfEmpty } }),
		],
		['Send Empty Call Data', (sendEmptyCallData: string) => ({ options: { sendEmptyCallData } })],
	] as const)("'%s' (%s)", async (field, parametersFor) => {
		for (const expression of EXPRESSIONS) {
			for (const value of NOTHING) {
				expect(errorOf(await run(parametersFor(expression), value))).toMatchObject({
					message: `The expression in '${field}' gave nothing`,
					attempts: 0,
				});
			}
		}
		expect(simulator.requestCount).toBe(0);
	});

	test("all fields of the CRM misnamed: 'Call Data' is empty, and the good data stays", async () => {
		await run({ callData: 'good data' });
		for (const value of NOTHING) {
			for (const expression of EXPRESSIONS) {
				expect(errorOf(await run(fields(expression), value))).toMatchObject({
					message: "'Call Data' is empty",
					attempts: 0,
				});
			}
		}
		expect(simulator.history(agent.callId)).toEqual(['good data']);
	});

	test.each([
		['{}'],
		['[]'],
		['{ "a": null, "b": "" }'],
		['={{ ({}) }}'],
		['={{ ({ a: null }) }}'],
	])('the JSON %s holds nothing, and is refused', async (callDataJson) => {
		const result = await run({ specifyCallData: 'json', callDataJson });
		expect(errorOf(result)).toMatchObject({ message: "'Call Data' is empty" });
		expect(simulator.requestCount).toBe(0);
	});
});

describe('what is sent all the same:', () => {
	const sentBody = (): unknown => JSON.parse(simulator.requests[0]?.body ?? '{}');

	test('a field without a value is left out, the others are sent', async () => {
		const callDataFields = {
			field: [
				{ name: 'customer', value: '={{ $json.text }}' },
				{ name: 'tier', value: '={{ $json.value }}' },
			],
		};
		await run({ specifyCallData: 'fields', callDataFields });
		expect(simulator.callData(agent.callId)).toBe('{"customer":"some data"}');
	});

	test.each([[''], ['=']])('a field left empty by hand (%j) means its default', async (empty) => {
		const result = await run({
			guid: empty,
			callId: empty,
			isDataEncoded: empty === '' ? false : empty,
			specifyCallData: empty === '' ? 'text' : empty,
			callData: 'some data',
			options: { cookie: empty, timeout: empty, maxRetries: empty, maxConcurrency: empty },
		});
		expect(errorOf(result)).toEqual({});
		expect(sentBody()).toEqual({ calldata: 'some data', isDataEncoded: false });
		expect(simulator.requests[0]?.headers).toMatchObject({ guid: agent.guid });
		expect(simulator.requests[0]?.headers['cookie']).toBeUndefined();
	});

	test.each([
		['Agent ID', { agentId: '=' }],
		['Call Data', { callData: '=' }],
		['Call Data', { callData: '' }],
		['Call Data', { specifyCallData: 'json', callDataJson: '=' }],
	])("but '%s' has no default: %j is refused", async (field, parameters) => {
		expect(errorOf(await run(parameters))).toMatchObject({ message: `'${field}' is empty` });
		expect(simulator.requestCount).toBe(0);
	});

	test.each([[undefined], [null], [''], [' ']])(
		'numbers in Options whose expression gives %j take their defaults',
		async (value) => {
			const number = '={{ $json.value }}';
			const options = { timeout: number, maxRetries: number, maxConcurrency: number };
			expect(errorOf(await run({ options }, value))).toEqual({});
			expect(simulator.callData(agent.callId)).toBe('some data');
		},
	);

	test.each([[undefined], [null], [''], [' ']])(
		'text around an expression that gives %j: such a template is not judged',
		async (value) => {
			expect(errorOf(await run({ callData: '=Name: {{ $json.value }}' }, value))).toEqual({});
			expect(simulator.callData(agent.callId)).toMatch(/^Name: /);
		},
	);

	test('no Call ID, when Use Current Call If Empty is on', async () => {
		const result = await run({
			callId: '={{ $json.value }}',
			options: { currentCallIfEmpty: true },
		});
		expect(errorOf(result)).toEqual({});
		expect(sentBody()).toEqual({ calldata: 'some data', isDataEncoded: false });
	});

	test('no Call Data, when Send Empty Call Data is on', async () => {
		const result = await run({
			callData: '={{ $json.value }}',
			options: { sendEmptyCallData: true },
		});
		expect(errorOf(result)).toEqual({});
		expect(sentBody()).toMatchObject({ calldata: '' });
	});

	test('text that passes for Base64 is encoded by default, and is readable at the gateway', async () => {
		expect(errorOf(await run({ isDataEncoded: true, callData: 'gold' }))).toEqual({});
		expect(sentBody()).toMatchObject({ calldata: 'Z29sZA==', isDataEncoded: true });
		expect(simulator.callData(agent.callId)).toBe('gold');
	});

	test('names that n8n forbids are left to n8n, although the item has them', async () => {
		const items = [{ json: { ...agent, caller: '10086' } }];
		const byNode = await engine.run(nodeWorkflow({ callData: '={{ $json.caller }}' }), { items });
		const byN8n = await engine.run(nodeWorkflow({ callData: '={{ ($json.caller) }}' }), { items });
		expect(failureOf(byNode).message).toBe(failureOf(byN8n).message);
		expect(simulator.requestCount).toBe(0);
	});
});

describe('values as the engine of n8n gives them:', () => {
	const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(?:Z|[+-]\d\d:\d\d)$/;

	test.each([
		['={{ $now }}', ISO],
		['={{ $today }}', ISO],
		['={{ new Date(0) }}', '1970-01-01T00:00:00.000Z'],
		[
			'={{ ({ at: new Date(0), deep: [{ on: new Date(0) }] }) }}',
			/^{"at":"1970-01-01T00:00:00.000Z","deep":\[{"on":"1970-01-01T00:00:00.000Z"}\]}$/,
		],
		['={{ ({ at: $now }) }}', /^{"at":"\d{4}-\d\d-\d\dT[^"]+"}$/],
		['={{ [$now] }}', /^\["\d{4}-\d\d-\d\dT[^"]+"\]$/],
		['={{ ({ a: 1, b: [true, null, "x"] }) }}', '{"a":1,"b":[true,null,"x"]}'],
		['={{ [1, 2] }}', '[1,2]'],
		['={{ 0 }}', '0'],
		['={{ false }}', 'false'],
	])('%s is sent as text', async (callData, held) => {
		expect(errorOf(await run({ callData }))).toEqual({});
		const [sent = ''] = simulator.history(agent.callId);
		if (typeof held === 'string') expect(sent).toBe(held);
		else expect(sent).toMatch(held);
	});

	test('a date in a field becomes a text', async () => {
		expect(errorOf(await run(fields('={{ new Date(0) }}')))).toEqual({});
		expect(simulator.callData(agent.callId)).toBe('{"customer":"1970-01-01T00:00:00.000Z"}');
	});

	test.each([
		['={{ new Map([["a", 1]]) }}'],
		['={{ new Set([1]) }}'],
		['={{ /gold/ }}'],
		['={{ () => 1 }}'],
		['={{ ({ deep: new Map([["a", 1]]) }) }}'],
		['={{ [/gold/] }}'],
		['={{ ({ deep: () => 1 }) }}'],
		['={{ new Date("no date") }}'],
	])('%s is refused', async (callData) => {
		for (const parameters of [{ callData }, fields(callData)]) {
			const { message, attempts } = errorOf(await run(parameters));
			expect(message).toMatch(/'Call Data'/);
			expect(attempts).toBe(0);
		}
		expect(simulator.requestCount).toBe(0);
	});
});

describe('an expression that fails', () => {
	const SECRET = 'wrote-in-the-expression';

	test.each([
		['Agent ID', 'agentId', (agentId: string) => ({ agentId })],
		['Guid', 'guid', (guid: string) => ({ guid })],
		['Call ID', 'callId', (callId: string) => ({ callId })],
		['Call Data', 'callData', (callData: string) => ({ callData })],
		['Call Data', 'callDataFields.field', fields],
		['Timeout (Seconds)', 'options.timeout', (timeout: string) => ({ options: { timeout } })],
		[
			'Max Agents at Once',
			'options.maxConcurrency',
			(maxConcurrency: string) => ({ options: { maxConcurrency } }),
		],
	] as const)(
		"in '%s' is named, with n8n's own help, and without its text",
		async (field, parameter, parametersFor) => {
			const parameters = parametersFor(`={{ $('Nobody').item.json["${SECRET}"] }}`);
			const stopped = await run(parameters, undefined, false);
			const { error } = stopped.data.resultData;

			expect(failureOf(stopped)).toMatchObject({
				name: 'NodeOperationError',
				message: `The expression in '${field}' failed`,
				description: textWith("the node 'Nobody'"),
				itemIndex: 0,
			});
			expect(error?.context).toMatchObject({ nodeCause: 'Nobody', parameter });
			expect(error?.context['descriptionKey']).toEqual(expect.any(String));
			const continued = await run(parameters);
			expect(errorOf(continued)).toMatchObject({
				message: `The expression in '${field}' failed`,
				attempts: 0,
			});
			expect(
				inspect([error, continued.data.resultData.runData[CC_GATEWAY]], { depth: null }),
			).not.toContain(SECRET);
			expect(simulator.requestCount).toBe(0);
		},
	);

	test('in the credential is said to be there', async () => {
		const guid = `={{ $('Nobody').item.json["${SECRET}"] }}`;
		await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, guid));
		const stopped = await run({}, undefined, false);

		expect(failureOf(stopped)).toMatchObject({
			name: 'NodeOperationError',
			message: 'The credential could not be read, or an expression in it failed',
			description: textWith("the node 'Nobody'"),
		});
		const { error } = stopped.data.resultData;
		expect(error?.context).toMatchObject({ nodeCause: 'Nobody' });
		expect(inspect(error, { depth: null })).not.toContain(SECRET);
		expect(simulator.requestCount).toBe(0);
	});

	test.each([
		['Host', 'host'],
		['Port', 'port'],
		['Guid', 'guid'],
	])("in '%s' of the credential that gives nothing fails the item", async (label, name) => {
		const credential = credentialFor(simulator, agent.guid, { [name]: '={{ $json.value }}' });
		await engine.addCredential('ccGatewayApi', CREDENTIAL, credential);
		for (const value of [undefined, null]) {
			expect(errorOf(await run({}, value))).toMatchObject({
				message: `The expression in '${label}' of the credential gave nothing`,
				attempts: 0,
			});
		}
		expect(simulator.requestCount).toBe(0);
	});
});
