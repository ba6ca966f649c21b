import type { INode, INodeParameters, IRun } from 'n8n-workflow';
import { type Engine, outputOf, startEngine } from './support/engine';
import { type HeldGateway, startHeld } from './support/heldGateway';
import { textWith } from './support/matchers';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from './support/node-workflow';

let engine: Engine;
let gateway: HeldGateway;

beforeAll(async () => {
	engine = await startEngine();
});

afterAll(() => engine.stop());

beforeEach(async () => {
	gateway = await startHeld();
	const { host, port, ca } = gateway;
	await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid: 'guid' });
});

afterEach(() => gateway.stop());

/** An item: who writes what to which call; '' for the agent's current one. */
const item = (agentId: string, callId: string, text: string) => ({
	json: { agentId, callId, text },
});

/** Its request shows that the items after it in its execution have been read, and wait where they have to. */
const OTHER = item('59999', 'another call', 'OTHER');

function run(
	items: readonly ReturnType<typeof item>[],
	parameters: INodeParameters = {},
	{ signal, ...settings }: Pick<INode, 'onError'> & { signal?: AbortSignal } = {},
): Promise<IRun> {
	const options = { currentCallIfEmpty: true, timeout: 15 };
	const workflow = nodeWorkflow({ options, ...parameters }, settings);
	return engine.run(workflow, { items, ...(signal && { signal }) });
}

const textsSent = (): string[] => gateway.requests.map(({ text }) => text);

describe('a write that is tried again is not overtaken by one of another execution', () => {
	test.each([
		['for the same agent and call', item('101', 'C', 'OLD'), item('101', 'C', 'NEW')],
		['for another agent in the same call', item('101', 'C', 'OLD'), item('102', 'C', 'NEW')],
		['for another call of the agent', item('101', 'C', 'OLD'), item('101', 'D', 'NEW')],
		["for the agent's current call", item('101', 'C', 'OLD'), item('101', '', 'NEW')],
	])('%s', async (_, old, newer) => {
		const first = run([old]);
		const oldRequest = await gateway.request(0);
		const second = run([OTHER, newer]);
		(await gateway.request(1)).answer();
		oldRequest.refuse(0);
		gateway.answerAll();
		const ends = await Promise.all([first, second]);

		expect(textsSent()).toEqual(['OLD', 'OTHER', 'OLD', 'NEW']);
		expect(ends.map(({ status }) => status)).toEqual(['success', 'success']);
	});

	test('nor by one of its own execution, for another agent in the same call', async () => {
		const one = run([item('101', 'C', 'OLD'), item('102', 'C', 'NEW'), OTHER]);
		const old = await gateway.request(0);
		(await gateway.request(1)).answer();
		old.refuse(0);
		gateway.answerAll();
		await one;

		expect(textsSent()).toEqual(['OLD', 'OTHER', 'OLD', 'NEW']);
	});
});

describe('writes that share neither agent nor call do not wait for each other', () => {
	test('two agents, each in a call of its own', async () => {
		const first = run([item('101', 'C', 'one')]);
		const held = await gateway.request(0);
		const second = run([item('102', 'D', 'two')]);
		(await gateway.request(1)).answer();
		await second;
		held.answer();
		await first;
	});

	test('the same agent ID and call ID at another gateway', async () => {
		const other = await startHeld();
		other.answerAll();
		const first = run([item('101', 'C', 'one')]);
		const held = await gateway.request(0);
		const { host, port, ca } = other;
		await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid: 'guid' });
		await run([item('101', 'C', 'two')]);
		expect(other.requests).toHaveLength(1);
		held.answer();
		await first;
		await other.stop();
	});

	test("an agent's current call, though it is the call that another agent names: nobody can know", async () => {
		const first = run([item('101', 'C', 'one')]);
		const held = await gateway.request(0);
		const second = run([item('102', '', 'two')]);
		(await gateway.request(1)).answer();
		await second;
		held.answer();
		await first;
	});
});

test('an execution with 300 items lets the single item of another in between', async () => {
	const texts = Array.from({ length: 300 }, (_, index) => `long ${index}`);
	const long = run(texts.map((text) => item('101', 'C', text)));
	const first = await gateway.request(0);
	const single = run([OTHER, item('101', 'C', 'single')]);
	(await gateway.request(1)).answer();
	first.answer();
	const next = await gateway.request(2);
	expect(next.text).toBe('single');
	gateway.answerAll();
	next.answer();
	await Promise.all([long, single]);

	expect(textsSent()).toEqual(['long 0', 'OTHER', 'single', ...texts.slice(1)]);
});

test('an item that waits for another execution leaves its place at the gateway to the next', async () => {
	const first = run([item('101', 'C', 'one')]);
	const held = await gateway.request(0);
	const options = { maxConcurrency: 1 };
	const second = run([item('101', 'C', 'two'), item('102', 'D', 'three')], { options });
	(await gateway.request(1)).answer();
	held.answer();
	gateway.answerAll();
	await Promise.all([first, second]);

	expect(textsSent()).toEqual(['one', 'three', 'two']);
});

test('a lane that others wait for does not lie idle until its item gets a slot', async () => {
	const first = run([item('101', 'C', 'one')]);
	const held = await gateway.request(0);
	const options = { maxConcurrency: 1 };
	const second = run([item('101', 'C', 'two'), item('102', 'D', 'slow')], { options });
	const slow = await gateway.request(1);
	const third = run([OTHER, item('101', 'C', 'three')]);
	(await gateway.request(2)).answer();
	held.answer();
	(await gateway.request(3)).answer();
	(await gateway.request(4)).answer();
	await Promise.all([first, third]);
	slow.answer();
	await second;

	expect(textsSent()).toEqual(['one', 'slow', 'OTHER', 'two', 'three']);
});

test('an item waits for other executions no longer than Timeout, and is then not sent', async () => {
	const first = run([item('101', 'C', 'one')]);
	const held = await gateway.request(0);
	const late = await run(
		[item('101', 'C', 'late')],
		{ options: { timeout: 1 } },
		{ onError: 'continueRegularOutput' },
	);
	held.answer();
	await first;
	gateway.answerAll();
	await run([item('101', 'C', 'after')]);

	expect(outputOf(late, CC_GATEWAY).map(({ json }) => json)).toMatchObject([
		{ error: { message: textWith('Not sent: other executions were writing'), attempts: 0 } },
	]);
	expect(textsSent()).toEqual(['one', 'after']);
});

test('a cancelled execution leaves the queue at once', async () => {
	const first = run([item('101', 'C', 'one')]);
	const held = await gateway.request(0);
	const cancel = new AbortController();
	const second = run([OTHER, item('101', 'C', 'cancelled')], {}, cancel);
	(await gateway.request(1)).answer();
	cancel.abort();
	expect((await second).status).toBe('canceled');
	const third = run([item('101', 'C', 'three')]);
	held.answer();
	(await gateway.request(2)).answer();
	await Promise.all([first, third]);

	expect(textsSent()).toEqual(['one', 'OTHER', 'three']);
});
