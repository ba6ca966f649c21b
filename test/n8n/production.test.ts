import { readFile } from 'node:fs/promises';
import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import { eventually } from '../support/eventually';
import { gatewayNode } from './gatewayNode';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { versions } from './versions';
import { activateBehindWebhook, type ActiveWorkflow, type Answer } from './webhookWorkflow';

const maxAgentsAtOnce = 10;
const agentIds = ['101', '102', '103', '104', '105'];
const callsPerAgent = 4;
const valuesPerCall = 10;
const success = { message: 'success', retcode: '0', result: {} };

const fromCrm = {
	agentId: '={{ $json.body.agentId }}',
	callId: '={{ $json.body.callId }}',
	callData: '={{ $json.body.customer }}',
	guid: '={{ $json.body.guid }}',
	options: { maxConcurrency: maxAgentsAtOnce },
};

/** The customer's record grows while the call goes on. */
function records(callId: string): object[] {
	return Array.from({ length: valuesPerCall }, (_, number) => ({
		name: `Jane Doe of ${callId}`,
		notes: number,
	}));
}

describe.each(versions)('n8n $n8n in production', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let simulator: Simulator;
	let n8n: RunningN8n;
	let calls: Agent[];

	beforeAll(async () => {
		// As long as a gateway keeps it: a slow machine must not cost connections.
		simulator = await startSimulator({ keepAliveTimeoutMs: 60_000 });
		stops.unshift(() => simulator.stop());
		n8n = await startWithPackage(version, { N8N_LOG_LEVEL: 'debug' });
		stops.unshift(() => n8n.stop());
		calls = agentIds.map((agentId) => putThrough(simulator, agentId)).flatMap(withMoreCalls);
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	function withMoreCalls(agent: Agent): Agent[] {
		const more = Array.from({ length: callsPerAgent - 1 }, () => ({
			...agent,
			callId: simulator.startCall(agent.agentId),
		}));
		return [agent, ...more];
	}

	describe('200 requests of a CRM, 10 at a time', () => {
		const answers: Answer[] = [];
		let tookMs: number;

		beforeAll(async () => {
			const node = await gatewayNode(n8n.owner, credentialFor(simulator, ''), fromCrm);
			const workflow = await activateBehindWebhook(n8n, 'crm', node);
			const started = Date.now();
			const lines = Array.from({ length: 10 }, (_, line) =>
				calls.filter((_call, index) => index % 10 === line),
			);
			await Promise.all(lines.map((line) => sendInOrder(workflow, line)));
			tookMs = Date.now() - started;
		});

		async function sendInOrder(workflow: ActiveWorkflow, line: readonly Agent[]): Promise<void> {
			for (const call of line) {
				for (const customer of records(call.callId)) {
					answers.push(await workflow.post({ ...call, customer }));
				}
			}
		}

		test('are each answered with the response of the gateway', () => {
			const { handshakes } = simulator;
			process.stderr.write(
				`  ${answers.length} requests: ${tookMs} ms, ${handshakes} handshakes\n`,
			);
			expect(answers).toEqual(Array(200).fill({ status: 200, body: success }));
		});

		test('take at most as many TLS handshakes as Max Agents at Once', () => {
			expect(simulator.handshakes).toBeGreaterThan(0);
			expect(simulator.handshakes).toBeLessThanOrEqual(maxAgentsAtOnce);
		});

		test('reach each call in the order in which the CRM sent them', () => {
			for (const { callId } of calls) {
				expect(simulator.history(callId)).toEqual(
					records(callId).map((record) => JSON.stringify(record)),
				);
			}
		});

		test('leave neither call data nor Guid in the debug log', async () => {
			const log = await readFile(n8n.log, 'utf8');
			expect(log.match(/setCallAppDataEx/g)).toHaveLength(200);
			expect(calls.filter(({ guid }) => log.includes(guid))).toEqual([]);
			expect(log).not.toContain('Jane Doe');
		});
	});

	describe('two requests of a CRM at once, the first of which has to be repeated', () => {
		let workflow: ActiveWorkflow;

		beforeAll(async () => {
			const node = await gatewayNode(n8n.owner, credentialFor(simulator, ''), fromCrm);
			workflow = await activateBehindWebhook(n8n, 'crm-at-once', node);
		});

		beforeEach(() => {
			simulator.reset();
		});

		/** The second one is sent when the gateway has answered the first with 503. */
		async function postBoth(first: Agent, second: Agent): Promise<void> {
			simulator.failNext({ kind: 'status', status: 503, retryAfter: 2 });
			const old = workflow.post({ ...first, customer: 'old' });
			expect(await eventually(() => simulator.requests[0]?.status, 503)).toBe(503);
			const answers = await Promise.all([old, workflow.post({ ...second, customer: 'new' })]);
			expect(answers).toEqual(Array(2).fill({ status: 200, body: success }));
		}

		test('leave the newer data on the call', async () => {
			const agent = putThrough(simulator, '101');
			await postBoth(agent, agent);
			expect(simulator.history(agent.callId)).toEqual(['old', 'new']);
		});

		test('leave the newer data on a call of two agents', async () => {
			const agent = putThrough(simulator, '101');
			const { guid } = simulator.signIn('102');
			simulator.joinCall(agent.callId, '102');
			await postBoth(agent, { ...agent, agentId: '102', guid });
			expect(simulator.history(agent.callId)).toEqual(['old', 'new']);
		});
	});
});
