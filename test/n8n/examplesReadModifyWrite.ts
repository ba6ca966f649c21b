import { setCallData } from '../simulator/client';
import type { Agent } from '../support/gateway';
import type { Execution } from './executions';
import { success, words, type Stage } from './examplesStage';
import { runWorkflow } from './workflows';

const file = 'read-modify-write.json';
const added = { callback: 'today, 5 pm' };

/** Declares the tests of examples/read-modify-write.json. */
export function testReadModifyWrite(stage: () => Stage): void {
	describe(file, () => {
		let agent: Agent;
		let id: string;

		beforeAll(async () => {
			agent = stage().newAgent();
			id = await stage().fillIn(file, agent);
		});

		function run(): Promise<Execution> {
			return runWorkflow(stage().n8n.owner, id, 'Start');
		}

		test('writes what it adds to a call that holds nothing', async () => {
			expect((await run()).items('CC-Gateway')).toEqual([success]);
			expect(stage().held(agent.callId)).toEqual(added);
		});

		test('keeps what the call holds already', async () => {
			const calldata = '{"customer":"Zoë Müller","callback":"none"}';
			await setCallData(stage().simulator, agent, { calldata });
			await run();
			expect(stage().held(agent.callId)).toEqual({ customer: 'Zoë Müller', ...added });
		});

		test('reads and writes with one credential, whose Guid n8n does not keep', async () => {
			const done = await run();
			const names = stage().simulator.requests.map(({ name }) => name);
			expect(names.slice(-2)).toEqual(['queryCallAppData', 'setCallAppDataEx']);
			expect(await stage().hasKept(done, agent.guid)).toBe(false);
		});

		test.each([
			['a text', 'T-4711,gold'],
			['a number', '1233'],
			['a list', '[1,2]'],
			['half an object', '{"customer":'],
		])('does not write over %s', async (_, calldata) => {
			await setCallData(stage().simulator, agent, { calldata });
			expect((await run()).status).toBe('error');
			expect(stage().simulator.callData(agent.callId)).toBe(calldata);
		});

		test('stops with the retcode when the data cannot be read', async () => {
			const written = stage().simulator.history(agent.callId);
			stage().simulator.endCall(agent.callId);
			const { status, error } = await run();
			expect(status).toBe('error');
			expect(error).toMatchObject({ message: words('is no JSON object (retcode 400-001)') });
			expect(stage().simulator.history(agent.callId)).toEqual(written);
		});
	});
}
