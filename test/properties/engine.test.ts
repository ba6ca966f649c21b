import assert from 'node:assert/strict';
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { type Simulator, startSimulator } from '../simulator';
import { type Engine, outputOf, startEngine } from '../support/engine';
import { credentialFor, putThrough } from '../support/gateway';
import { CC_GATEWAY, CREDENTIAL, nodeWorkflow } from '../support/node-workflow';
import { AGENT_ID_MAX, itemOf, judgedBatches, wildBatches } from './batch';
import { property } from './cases';
import { isOwn, pathSamples } from './paths';
import { expectError, inSession, meaningOf, SUCCESS } from './wire';

/** n8n refuses names that are an object's machinery, even those of the item's own fields. */
const REFUSED_NAME = /due to security concerns|invalid constructor function call/;

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
			given.map(({ fields }) => itemOf(fields)),
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
			const held =
				means.original === undefined ? [] : [Buffer.from(means.original, 'hex').toString()];
			assert.deepEqual(simulator.history(agent.callId), held);
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
		const outcomes = await run(parameters, given.map(itemOf));

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
		return items.map((item, at) => {
			const outcome = byN8n[at] ?? '';
			const isLenient = REFUSED_NAME.test(outcome) && isOwn(item, path);
			if (!isLenient) assert.equal(plain[at], outcome);
			return outcome.startsWith(SUCCESS) ? 'taken' : 'refused';
		});
	},
);

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
