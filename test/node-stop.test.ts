import { type Engine, failureOf, startEngine } from './support/engine';
import { type HeldGateway, startHeld } from './support/heldGateway';
import { CREDENTIAL, nodeWorkflow } from './support/node-workflow';

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

const item = (agentId: string, text: string) => ({
	json: { agentId, callId: `call of ${agentId}`, text },
});

const LONG_WAIT_S = 9;

test('with On Error = Stop the first failure ends the retries and the waits of the others', async () => {
	const other = engine.run(nodeWorkflow(), { items: [item('104', 'of another execution')] });
	const elsewhere = await gateway.request(0);
	const items = [
		item('101', 'is to be tried again'),
		item('102', 'is under way'),
		item('103', 'done'),
		item('104', 'waits for the other execution'),
		item('103', 'fails'),
		item('102', 'never begun'),
	];
	const running = engine.run(nodeWorkflow({ options: { maxRetries: 10 } }), { items });
	const [retried, underWay, done] = [
		await gateway.request(1),
		await gateway.request(2),
		await gateway.request(3),
	];
	retried.refuse(LONG_WAIT_S);
	done.answer();
	(await gateway.request(4)).answer('400-001');
	let hasEnded = false;
	const failedAtMs = performance.now();
	void running.then(() => {
		hasEnded = true;
	});
	// A turn there and back of another execution, and what was in flight has still not been given up.
	const third = engine.run(nodeWorkflow(), { items: [item('105', 'of a third execution')] });
	(await gateway.request(5)).answer();
	await third;
	expect(hasEnded).toBe(false);
	underWay.answer();
	const failure = failureOf(await running);
	elsewhere.answer();
	await other;

	expect(gateway.requests.map(({ text }) => text)).toEqual([
		'of another execution',
		'is to be tried again',
		'is under way',
		'done',
		'fails',
		'of a third execution',
	]);
	expect(failure).toMatchObject({ name: 'NodeApiError', itemIndex: 4 });
	expect(failure.message).toContain('400-001');
	expect(failure.description).toContain('2 of 6 items had been written: 1 to 2.');
	expect(performance.now() - failedAtMs).toBeLessThan(LONG_WAIT_S * 1000);
});

test('items that may have been stored are named beside those that were', async () => {
	const items = [item('101', 'in doubt'), item('102', 'done'), item('103', 'fails')];
	const running = engine.run(nodeWorkflow({ options: { maxRetries: 10 } }), { items });
	const [inDoubt, done, fails] = [
		await gateway.request(0),
		await gateway.request(1),
		await gateway.request(2),
	];
	done.answer();
	inDoubt.refuse(LONG_WAIT_S);
	fails.answer('400-001');
	const failure = failureOf(await running);

	expect(failure.itemIndex).toBe(2);
	expect(failure.description).toContain('1 of 3 items had been written: 1. In doubt: 0.');
});
