import { type Fault, type Simulator, startSimulator } from './simulator';
import { type Engine, outputOf, startEngine } from './support/engine';
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
	agent = putThrough(simulator, '20001', 'first caller');
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, agent.guid));
});

/**
 * Runs one item, and puts the next call through as soon as its request has come.
 * @param isStored waits until its data is on the first call
 */
async function runWhileCallsChange(callId: string, isStored: boolean): Promise<unknown> {
	const workflow = nodeWorkflow(
		{ callId, options: { timeout: 1, maxRetries: 3 } },
		{ onError: 'continueRegularOutput' },
	);
	const running = engine.run(workflow, { items: [{ json: { ...agent, text: 'for the first' } }] });
	const seen = () => (isStored ? simulator.history('first caller').length : simulator.requestCount);
	while (seen() === 0) await new Promise(setImmediate);
	simulator.endCall('first caller');
	simulator.startCall(agent.agentId, 'next caller');
	return outputOf(await running, CC_GATEWAY)[0]?.json['error'];
}

/** Each loses the answer of the first request only; whether that one was carried out. */
const LOST: readonly (readonly [Fault, boolean])[] = [
	[{ kind: 'resetAfter' }, true],
	[{ kind: 'truncated' }, true],
	[{ kind: 'delay', ms: 1500 }, true],
	[{ kind: 'emptyBody' }, true],
	[{ kind: 'status', status: 503 }, false],
	[{ kind: 'status', status: 504 }, false],
	[{ kind: 'resetBefore' }, false],
];

describe('the answer to a write is lost, the call ends, and the next one begins:', () => {
	test.each(LOST)('without Call ID there is no second write (%j)', async (fault, isStored) => {
		simulator.failNext(fault);
		const error = await runWhileCallsChange('', isStored);

		expect(error).toMatchObject({
			description: textWith('may or may not have been stored'),
			attempts: 1,
		});
		expect(simulator.requestCount).toBe(1);
		expect(simulator.history('first caller')).toEqual(isStored ? ['for the first'] : []);
		expect(simulator.history('next caller')).toEqual([]);
	});

	test('with a Call ID it is tried again, and the ended call refuses it', async () => {
		simulator.failNext({ kind: 'resetAfter' });
		const error = await runWhileCallsChange('first caller', true);

		expect(error).toMatchObject({ retcode: '400-001', attempts: 2 });
		expect(simulator.history('next caller')).toEqual([]);
	});
});

test('without Call ID, what the gateway says it has not carried out is tried again', async () => {
	simulator.failNext({ kind: 'retcode', retcode: '000-004' });
	const run = await engine.run(nodeWorkflow({ callId: '' }), {
		items: [{ json: { ...agent, text: 'for the first' } }],
	});

	expect(run.status).toBe('success');
	expect(simulator.requestCount).toBe(2);
	expect(simulator.history('first caller')).toEqual(['for the first']);
});
