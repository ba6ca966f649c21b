import { putThrough, type Agent } from '../support/gateway';
import type { Execution } from './executions';
import { noSuchCall, words, type Stage } from './examplesStage';
import { runWorkflow } from './workflows';

const file = 'bulk-report.json';
const trigger = 'Table of calls';
const text = 'Power cut in your area, repaired by 6 pm';

/** Declares the tests of examples/bulk-report.json. */
export function testBulkReport(stage: () => Stage): void {
	describe(file, () => {
		let agent: Agent;
		let other: Agent;

		beforeAll(() => {
			agent = stage().newAgent();
			other = putThrough(stage().simulator, '102', 'second');
		});

		/** The credential has no Guid: each row brings its own. */
		async function run(rows: readonly Partial<Agent>[]): Promise<Execution> {
			const table = rows.map(({ agentId = '', callId = '', guid = '' }) => ({
				...{ agentId, callId, guid, text },
			}));
			const pinned = { [trigger]: table };
			const id = await stage().fillIn(file, { ...agent, guid: '' }, { pinned });
			return runWorkflow(stage().n8n.owner, id, trigger);
		}

		test('writes what can be written, and reports the rest by reason', async () => {
			const done = await run([
				agent,
				{ ...other, callId: 'ended' },
				{ ...other, agentId: '100', callId: 'third' },
				{ ...agent, callId: 'ended too' },
				{ ...agent, guid: '' },
				other,
			]);
			expect(done.status).toBe('success');
			const { simulator } = stage();
			expect([agent, other].map(({ callId }) => simulator.callData(callId))).toEqual([text, text]);
			expect(done.items('Report')).toEqual([
				{
					...{ outcome: 'written', reason: '' },
					...{ count_callId: 2, concatenated_callId: `${agent.callId}, second` },
				},
				{
					...{ outcome: 'refused', reason: noSuchCall.message },
					...{ count_callId: 2, concatenated_callId: 'ended, ended too' },
				},
				{
					...{ outcome: 'failed', reason: words("'Agent ID'") },
					...{ count_callId: 1, concatenated_callId: 'third' },
				},
				{
					...{ outcome: 'failed', reason: "The expression in 'Guid' gave nothing" },
					...{ count_callId: 1, concatenated_callId: agent.callId },
				},
			]);
		});

		test('lists the failed rows with reason and advice, without Guid and text', async () => {
			const done = await run([{ ...agent, callId: 'ended' }, other]);
			const { message, description } = noSuchCall;
			expect(done.items('Failed')).toEqual([
				{
					...{ outcome: 'refused', reason: message, advice: description },
					...{ agentId: '101', callId: 'ended' },
				},
			]);
		});

		test.each([
			['no row fails', 'written', ''],
			['every row is refused', 'refused', 'ended'],
		])('reports one line when %s', async (_, outcome, callId) => {
			const done = await run([callId === '' ? agent : { ...agent, callId }]);
			expect(done.items('Report')).toMatchObject([{ outcome, count_callId: 1 }]);
		});
	});
}
