import assert from 'node:assert/strict';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { type Simulator, startSimulator } from '../simulator';
import type { SetValue } from '../simulator/call';
import { type Engine, outputOf, startEngine } from '../support/engine';
import { credentialFor, putThrough } from '../support/gateway';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from '../support/node-workflow';
import { AGENT_ID_MAX, itemOf, judgedBatches, wildBatches } from './batch';
import { property } from './cases';
import { crowds } from './crowd';
import type { Fields } from './call-data';
import { pathSamples } from './paths';
import { expectError, inSession, meaningOf, SUCCESS } from './wire';

const MAX_AT_ONCE = 'options.maxConcurrency';

let simulator: Simulator;
let engine: Engine;

beforeAll(async () => {
	const gateway = startSimulator({ agentIdMax: AGENT_ID_MAX, requireCookie: true });
	[simulator, engine] = await Promise.all([gateway, startEngine()]);
	const more = { cookie: '={{ $json.cookie }}', agentIdRange: '101-999999' };
	const credential = credentialFor(simulator, '={{ $json.guid }}', more);
	await engine.addCredential('ccGatewayApi', CREDENTIAL, credential);
});

afterAll(async () => {
	await Promise.all([simulator.stop(), engine.stop()]);
});

property(
	'over the wire an item means what was put in, or its bad field is named',
	20,
	judgedBatches,
	async ({ parameters, nodes }) => {
		simulator.reset();
		const given = nodes.map((node) => {
			const agent = putThrough(simulator, node.means.agentId, node.means.callId);
			return { ...node, agent, fields: inSession(node.fields, agent, node.bad) };
		});
		const outcomes = await run(
			parameters,
			given.map(({ fields }, at) => itemOf(at === 0 ? fields : notOfTheFirst(fields))),
		);

		return given.map(({ agent, fields, bad, means }, at) => {
			const outcome = outcomes[at] ?? '';
			const seen = simulator.requests.filter(({ agentId }) => agentId === agent.agentId);
			if (bad !== undefined) {
				expectError(outcome, bad, fields);
				assert.equal(seen.length, 0);
				return 'refused';
			}
			assert.equal(outcome, SUCCESS);
			const { guid, cookie } = agent;
			assert.deepEqual(seen.map(meaningOf), [{ ...means, guid, cookie: `${cookie}; other=1` }]);
			const held = Buffer.from(means.original ?? '', 'hex').toString();
			assert.deepEqual(simulator.history(agent.callId), [held]);
			return 'taken';
		});
	},
);

property(
	'over the wire a wild item is sent as documented, or a field is named',
	10,
	wildBatches,
	async ({ parameters, nodes }) => {
		simulator.reset();
		const given = nodes.map(({ fields }, at) => {
			const { agentId } = fields;
			const isId = typeof agentId === 'string' || typeof agentId === 'number';
			const agent = putThrough(simulator, isId ? String(agentId).trim() : 'nobody');
			return at % 4 === 0 ? fields : inSession({ ...fields, callId: agent.callId }, agent);
		});
		const outcomes = await run(
			parameters,
			given.map((fields, at) => itemOf(at === 0 ? { ...fields, [MAX_AT_ONCE]: 10 } : fields)),
		);

		simulator.requests.forEach(meaningOf);
		return given.map((fields, at) => {
			const outcome = outcomes[at] ?? '';
			if (outcome === SUCCESS) return 'taken';
			if (!outcome.includes('(retcode ')) expectError(outcome, undefined, fields);
			return 'refused';
		});
	},
);

property(
	'a plain expression gives what n8n makes of it',
	80,
	pathSamples,
	async ({ path, items }) => {
		const [plain, byN8n] = [
			await read(`={{ $json.${path} }}`, items),
			await read(`={{ ($json.${path}) }}`, items),
		];
		assert.deepEqual(plain, byN8n);
		return byN8n.map((outcome) => (outcome.startsWith(SUCCESS) ? 'taken' : 'refused'));
	},
);

property(
	'the writes of an agent, and those of a call, are stored in the order of the items',
	8,
	crowds,
	async ({ turns, faults, rate }) => {
		simulator.reset();
		const agents = ['101', '102', '103'].map((agentId) => putThrough(simulator, agentId));
		const [first, second, third] = agents.map(({ callId }) => callId);
		assert.ok(first !== undefined && second !== undefined && third !== undefined);
		simulator.joinCall(first, '102');
		simulator.joinCall(second, '103');
		simulator.failAtRate(rate, faults);
		const items = turns.map(({ agent, call }, at) => ({
			json: { ...agents[agent], callId: agents[call]?.callId, text: String(at) },
		}));
		const outcomes = await run(
			{ callData: '={{ $json.text }}', options: { maxConcurrency: 100, maxRetries: 10 } },
			items,
		);

		const stored = [first, second, third].map((callId) => simulator.timedHistory(callId));
		for (const values of [...stored, ...agents.map(({ agentId }) => byAgent(stored, agentId))]) {
			const order = values.toSorted((one, other) => one.order - other.order);
			const texts = order.map(({ value }) => Number(value));
			assert.deepEqual(
				texts,
				texts.toSorted((one, other) => one - other),
			);
		}
		const written = outcomes.flatMap((outcome, at) => (outcome === SUCCESS ? [at] : []));
		const found = stored.flat().map(({ value }) => Number(value));
		assert.deepEqual(
			found.toSorted((one, other) => one - other),
			written,
		);
		return outcomes.map((outcome) => (outcome === SUCCESS ? 'taken' : 'refused'));
	},
);

test.each([
	[1, 100],
	[4, 1],
])(
	'Max Agents at Once is %i as the first item has it, not %i as the others',
	async (one, other) => {
		simulator.reset();
		simulator.failAtRate(1, [{ kind: 'delay', ms: 100 }]);
		const agents = Array.from({ length: 12 }, (_, at) => putThrough(simulator, String(101 + at)));
		const items = agents.map((agent, at) => ({
			json: { ...agent, text: 'text', atOnce: at === 0 ? one : other },
		}));
		const options = { maxConcurrency: '={{ $json.atOnce }}' };
		const outcomes = await run({ callData: '={{ $json.text }}', options }, items);
		expect(outcomes).toEqual(agents.map(() => SUCCESS));
		expect(mostAtOnce()).toBe(one);
	},
);

/** The most requests that the simulator had under way at a time. */
function mostAtOnce(): number {
	const counts = simulator.requests.map(
		({ atMs }) =>
			simulator.requests.filter((other) => {
				const endMs = other.atMs + (other.durationMs ?? 0);
				return other.atMs <= atMs && atMs < endMs;
			}).length,
	);
	return Math.max(...counts);
}

function byAgent(stored: readonly (readonly SetValue[])[], agentId: string): SetValue[] {
	return stored.flat().filter((value) => value.agentId === agentId);
}

/** Max Agents at Once is read for the first item only: whatever the others give does not count. */
function notOfTheFirst(fields: Fields): Fields {
	return { ...fields, [MAX_AT_ONCE]: 'many' };
}

/** Runs the node with On Error = Continue; gives the JSON text of what came of each item. */
async function run(
	parameters: INodeParameters,
	items: readonly INodeExecutionData[],
): Promise<string[]> {
	const workflow = nodeWorkflow(parameters, { onError: 'continueRegularOutput' });
	const outputs = outputOf(await engine.run(workflow, { items }), CC_GATEWAY);
	const links = outputs.map(({ pairedItem }) => JSON.stringify(pairedItem));
	assert.deepEqual(
		links,
		items.map((_, item) => JSON.stringify({ item })),
	);
	return outputs.map(({ json }) => JSON.stringify(json));
}

/** Reads call data by an expression; gives what came of each item and what its call then held. */
async function read(callData: string, json: readonly IDataObject[]): Promise<string[]> {
	simulator.reset();
	const agents = json.map((_, at) => putThrough(simulator, String(101 + at)));
	const items = json.map((tree, at) => ({ json: { ...tree, ...agents[at] } }));
	const outcomes = await run({ callData }, items);
	return agents.map(
		({ callId }, at) => `${outcomes[at] ?? ''} ${JSON.stringify(simulator.history(callId))}`,
	);
}
