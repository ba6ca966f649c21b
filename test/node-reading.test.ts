import { type Simulator, startSimulator } from './simulator';
import { type Engine, startEngine } from './support/engine';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from './support/node-workflow';

const ITEMS = 10_000;
const READ_AT_ONCE = 5;

let engine: Engine;
let simulator: Simulator;

beforeAll(async () => {
	[simulator, engine] = await Promise.all([startSimulator(), startEngine()]);
	const { host, port, ca } = simulator;
	await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid: 'guid' });
});

afterAll(async () => {
	await Promise.all([simulator.stop(), engine.stop()]);
});

beforeEach(() => {
	simulator.reset();
});

/** Turns of the event loop, counted from the start of the node until `hasEnded`. */
function countTurns(hasEnded: () => boolean, onTurn: (turns: number) => void) {
	return async (node: string): Promise<void> => {
		let turns = 0;
		const turn = (): void => {
			if (hasEnded()) return;
			turns += 1;
			onTurn(turns);
			setImmediate(turn);
		};
		if (node === CC_GATEWAY) setImmediate(turn);
		await Promise.resolve();
	};
}

const items = Array.from({ length: ITEMS }, (_, index) => ({
	json: { agentId: String(20_001 + index), callId: `call ${index}`, text: 'some data' },
}));

test('while it reads 10,000 items, others get their turn again and again', async () => {
	const cancel = new AbortController();
	const before = engine.credentialReads;
	const isRead = () => engine.credentialReads - before === ITEMS;
	let turnsWhileReading = 0;
	const beforeNode = countTurns(isRead, (turns) => {
		turnsWhileReading = turns;
	});
	const running = engine.run(nodeWorkflow(), { items, beforeNode, signal: cancel.signal });
	while (!isRead()) await new Promise(setImmediate);
	cancel.abort();
	await running;

	expect(turnsWhileReading).toBeGreaterThanOrEqual(3);
});

test('cancelled while it reads, it reads no further, and sends nothing', async () => {
	const cancel = new AbortController();
	const before = engine.credentialReads;
	let readWhenCancelled = 0;
	const beforeNode = countTurns(
		() => cancel.signal.aborted,
		(turns) => {
			if (turns < 2) return;
			readWhenCancelled = engine.credentialReads - before;
			cancel.abort();
		},
	);
	const run = await engine.run(nodeWorkflow(), { items, beforeNode, signal: cancel.signal });
	for (let turns = 0; turns < 20; turns++) await new Promise(setImmediate);

	expect(run.status).toBe('canceled');
	expect(readWhenCancelled).toBeGreaterThan(0);
	expect(engine.credentialReads - before).toBeLessThanOrEqual(readWhenCancelled + READ_AT_ONCE);
	expect(readWhenCancelled).toBeLessThan(ITEMS - READ_AT_ONCE);
	expect(simulator.requestCount).toBe(0);
});
