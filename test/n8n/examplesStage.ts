import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough, type Agent } from '../support/gateway';
import { startChatModel, type ChatModel } from './chatModel';
import { importExample, type FilledIn } from './examples';
import { startOffice, type Customer, type Office } from './examplesOffice';
import type { SenderKey } from './examplesSender';
import { finishedExecution, newestExecution, type Execution } from './executions';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import type { N8nVersion } from './versions';

/** All that the examples need, and an agent with the call that stands in them. */
export interface Stage {
	readonly n8n: RunningN8n;
	readonly simulator: Simulator;
	readonly office: Office;
	readonly model: ChatModel;
	/** Ends whatever was before, signs agent 101 in and puts the call of the examples through. */
	newAgent(): Agent;
	/** Imports an example and fills in what all have in common, unless told otherwise. */
	fillIn(file: string, agent: Agent, more?: Partial<FilledIn>): Promise<string>;
	/** The newest run of a workflow, when it has ended. */
	run(workflowId: string): Promise<Execution>;
	/** Tells whether what n8n has kept of a run holds a text. */
	hasKept(run: Execution, text: string): Promise<boolean>;
	/** The data of a call, which is JSON; null for none. */
	held(callId: string): unknown;
}

/** The only customer of the CRM. */
export const customer: Customer = {
	id: 'C 4711',
	phone: '+15550100',
	name: 'Zoë Müller',
	tier: 'gold',
	openTicket: 'T-4823',
};

/** What the examples attach to a call of that customer. */
export const customerData = {
	customer: customer.name,
	tier: customer.tier,
	ticket: customer.openTicket,
};

/** The agent and the call that stand in the examples. */
const inExamples = { agentId: '101', callId: '1456229294-1191' } as const;

/** What CRM and bot send along. */
export const senderKey: SenderKey = { name: 'X-Key', value: 'known to the sender' };

/** What the gateway answers when it has taken call data. */
export const success = { message: 'success', retcode: '0', result: {} };

/** The failed item of a call that has ended. */
export const noSuchCall = {
	message: 'The agent has no such call (retcode 400-001)',
	description: words("Check 'Agent ID' and 'Call ID'."),
	retcode: '400-001',
	attempts: 1,
} as const;

/** Matches a text that holds these words. */
export function words(text: string): unknown {
	return expect.stringContaining(text);
}

/** Starts gateway, CRM, model and n8n; each is handed to `onStart` at once, to be ended. */
export async function openStage(
	version: N8nVersion,
	onStart: (stop: () => Promise<void>) => void,
): Promise<Stage> {
	const simulator = await startSimulator();
	onStart(() => simulator.stop());
	const office = await startOffice([customer]);
	onStart(() => office.stop());
	const model = await startChatModel();
	onStart(() => model.stop());
	// Otherwise 1.x says that a run has ended before it has written down what came of it.
	const n8n = await startWithPackage(version, { DB_SQLITE_POOL_SIZE: '2' });
	onStart(() => n8n.stop());
	const addresses = {
		'https://crm.example.com': office.url,
		'https://alerts.example.com': office.url,
		'https://gw.example.com:8043': simulator.url,
	};
	return {
		n8n,
		simulator,
		office,
		model,
		newAgent: () => {
			simulator.reset();
			return putThrough(simulator, inExamples.agentId, inExamples.callId);
		},
		fillIn: (file, agent, { credentials, pinned = {} } = {}) =>
			importExample(n8n.owner, file, {
				addresses,
				credentials: {
					ccGatewayApi: credentialFor(simulator, agent.guid),
					httpHeaderAuth: senderKey,
					httpSslAuth: { ca: simulator.ca },
					openAiApi: { apiKey: 'any', url: model.url, header: false },
					...credentials,
				},
				pinned,
			}),
		run: async (id) => finishedExecution(n8n.owner, await newestExecution(n8n.owner, id)),
		hasKept: async ({ id }, text) =>
			JSON.stringify(await n8n.owner.get(`/rest/executions/${id}`)).includes(text),
		held: (callId): unknown => JSON.parse(simulator.callData(callId) ?? 'null'),
	};
}
