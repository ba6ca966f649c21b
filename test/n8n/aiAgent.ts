import type { ChatModel } from './chatModel';
import type { RunningN8n } from './start';
import { activateBehindWebhook, type ActiveWorkflow, type NodeJson } from './webhookWorkflow';
import { createCredential } from './workflows';

/** How the agent is, where it is not the newest. */
export interface AgentVersion {
	readonly typeVersion?: number;
	readonly usesResponsesApi?: boolean;
}

/** Switches on an AI Agent that takes its question from a webhook and may use one tool. */
export async function activateAgent(
	n8n: RunningN8n,
	webhook: string,
	tool: NodeJson,
	model: ChatModel,
	{ typeVersion = 3, usesResponsesApi = true }: AgentVersion = {},
): Promise<ActiveWorkflow> {
	const agent = {
		name: 'AI Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion,
		parameters: { promptType: 'define', text: '={{ $json.body.question }}', options: {} },
	};
	const type = 'openAiApi';
	const name = 'Scripted model';
	const data = { apiKey: 'any', url: model.url, header: false };
	const modelNode = {
		name: 'OpenAI Chat Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.3,
		parameters: {
			model: { __rl: true, mode: 'id', value: 'scripted' },
			responsesApiEnabled: usesResponsesApi,
			options: {},
		},
		credentials: { [type]: { id: await createCredential(n8n.owner, { name, type, data }), name } },
	};
	return activateBehindWebhook(n8n, webhook, agent, [
		{ as: 'ai_languageModel', node: modelNode },
		{ as: 'ai_tool', node: tool },
	]);
}
