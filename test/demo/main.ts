import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { startSimulator } from '../simulator';
import { outputOf, startEngine } from '../support/engine';
import { type Agent, credentialFor, putThrough } from '../support/gateway';
import { readWorkflow } from '../support/workflow-test';

const EXAMPLE = path.resolve(__dirname, '../../examples/crm-to-call.json');
const SUCCESS = { message: 'success', retcode: '0', result: {} };
/** What the agent's desktop is to show for the customer in the example. */
const MEANT = {
	customer: 'Zoë Müller',
	tier: 'gold',
	language: 'de',
	ticket: 'T-4823',
	subject: 'Refund of 39 € has not arrived',
};

/** Plays the example against a simulated gateway; tells whether all went as it was meant. */
async function main(): Promise<boolean> {
	const simulator = await startSimulator();
	const engine = await startEngine();
	try {
		const agent = putThrough(simulator, '1042', '1456229294-1191');
		say('Checks', 'the fields of a CRM record reach the call that was meant, whole and once');
		say('Gateway', `${simulator.url} (simulated)`);
		say('Agent', `${agent.agentId} is signed in and talks, call ${agent.callId}`);

		const example = readWorkflow(EXAMPLE);
		await engine.addCredential(
			'ccGatewayApi',
			'CC-Gateway account',
			credentialFor(simulator, agent.guid),
		);
		const run = await engine.run(example);
		say('Workflow', `"${example.name}" in n8n's engine: ${run.status}`);
		if (run.data.resultData.error) say('', run.data.resultData.error.message);

		const answers = outputOf(run, 'CC-Gateway').map((item) => item.json);
		const sent = simulator.requests.map((request) => request.callDataLength ?? 0);
		say('Sent', `${sent.join(' and ')} characters of Base64`);
		say('Answer', JSON.stringify(answers));

		const held = await readBack(simulator.url, simulator.ca, agent);
		say('Call holds', held);
		const isOnce = simulator.history(agent.callId).length === 1;
		return isOnce && isDeepStrictEqual(answers, [SUCCESS]) && held === JSON.stringify(MEANT);
	} finally {
		await engine.stop();
		await simulator.stop();
	}
}

/** Asks the gateway for the data of the call, without the node. */
async function readBack(
	url: string,
	ca: string,
	{ agentId, callId, guid }: Agent,
): Promise<string> {
	const query = `${url}/agentgateway/resource/calldata/${agentId}/appdata?callId=${callId}`;
	const response = await new Promise<IncomingMessage>((resolve, reject) => {
		get(query, { ca, headers: { Guid: guid }, agent: false }, resolve).on('error', reject);
	});
	const reply: unknown = JSON.parse(await text(response));
	if (typeof reply === 'object' && reply !== null && 'result' in reply) return String(reply.result);
	return 'nothing';
}

function say(what: string, how: string): void {
	console.log(`${what.padEnd(11)} ${how}`);
}

void main().then((asMeant) => {
	console.log(asMeant ? '\nAll as it was meant.' : '\nThis is not what was meant.');
	process.exitCode = asMeant ? 0 : 1;
});
