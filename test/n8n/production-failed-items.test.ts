import type { IDataObject } from 'n8n-workflow';
import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import type { Execution } from './executions';
import { words } from './examplesStage';
import { gatewayNode } from './gatewayNode';
import { textAt } from './json';
import { runRows } from './rowsWorkflow';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { versions } from './versions';
import type { NodeJson } from './webhookWorkflow';

const success = { message: 'success', retcode: '0', result: {} };

describe.each(versions)('failed items in n8n $n8n', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let simulator: Simulator;
	let n8n: RunningN8n;
	let agent: Agent;

	beforeAll(async () => {
		simulator = await startSimulator();
		stops.unshift(() => simulator.stop());
		// Otherwise 1.x says that a run has ended before it has written down what came of it.
		n8n = await startWithPackage(version, { DB_SQLITE_POOL_SIZE: '2' });
		stops.unshift(() => n8n.stop());
	});

	beforeEach(() => {
		simulator.reset();
		agent = putThrough(simulator, '101');
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	async function run(
		rows: readonly IDataObject[],
		onError?: NodeJson['onError'],
	): Promise<Execution> {
		const node = await gatewayNode(n8n.owner, credentialFor(simulator, ''), {
			agentId: '={{ $json.agentId }}',
			callId: '={{ $json.callId }}',
			guid: '={{ $json.guid }}',
			callData: '={{ $json.text }}',
		});
		return runRows(n8n.owner, rows, { ...node, ...(onError && { onError }) });
	}

	function row(values: Partial<Agent>, text: string): IDataObject {
		const { agentId, callId, guid } = { ...agent, ...values };
		return { agentId, callId, guid, text };
	}

	describe('of three, one written, one refused, one that is not sent', () => {
		const refused = {
			message: 'The agent has no such call (retcode 400-001)',
			description: words("Check 'Agent ID' and 'Call ID'."),
			retcode: '400-001',
			attempts: 1,
		};
		const notSent = {
			message: "The expression in 'Call ID' gave nothing",
			description: words("'Call ID' must not be empty by accident."),
			attempts: 0,
		};

		function rows(): IDataObject[] {
			return [row({}, 'first'), row({ callId: 'ended' }, 'second'), row({ callId: '' }, 'third')];
		}

		test('come out in their order with nothing but `error`, with Continue', async () => {
			const done = await run(rows(), 'continueRegularOutput');
			expect(done.status).toBe('success');
			expect(done.items('CC-Gateway')).toEqual([success, { error: refused }, { error: notSent }]);
			expect(simulator.history(agent.callId)).toEqual(['first']);
		});

		test('leave by the error output with the fields of their item and `error`', async () => {
			const [, second, third] = rows();
			const done = await run(rows(), 'continueErrorOutput');
			expect(done.status).toBe('success');
			expect(done.items('CC-Gateway')).toEqual([success]);
			expect(done.items('CC-Gateway', 1)).toEqual([
				{ ...second, error: refused },
				{ ...third, error: notSent },
			]);
		});

		test('stop the run before anything is sent, with On Error = Stop Workflow', async () => {
			const { error } = await run(rows());
			expect(error).toMatchObject({ message: notSent.message, context: { itemIndex: 2 } });
			expect(textAt(error, 'description')).toContain('0 of 3 items had been written.');
			expect(simulator.requests).toEqual([]);
		});
	});

	test('name the items that were written, with On Error = Stop Workflow', async () => {
		const other = putThrough(simulator, '102');
		const rows = [
			row(other, 'to another agent'),
			row({}, 'first'),
			row({}, 'second'),
			row({ callId: 'ended' }, 'third'),
			row({}, 'fourth'),
		];
		// The refusal comes last: the other agent's item is written by then.
		simulator.failNext({ kind: 'delay', ms: 1000 }, { callId: 'ended' });
		const { status, error } = await run(rows);
		expect(status).toBe('error');
		expect(error).toMatchObject({
			message: 'The agent has no such call (retcode 400-001)',
			context: { itemIndex: 3 },
		});
		expect(textAt(error, 'description')).toContain('3 of 5 items had been written: 0 to 2.');
		expect(simulator.history(agent.callId)).toEqual(['first', 'second']);
	});
});
