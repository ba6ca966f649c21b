import { at, listAt, textAt } from './json';

/** A tool as a model is told about it. */
export interface ToolOffer {
	readonly name: string;
	readonly description: string;
	/** JSON Schema of its arguments. */
	readonly parameters: unknown;
}

/** What an agent asks a model. */
export interface Question {
	readonly tools: readonly ToolOffer[];
	/** What tools gave in this conversation so far. */
	readonly toolResults: readonly string[];
}

/** One of OpenAI's interfaces: how its requests are read and answered. */
export interface ModelInterface {
	read(request: unknown): Question;
	/** The answer that calls a tool; the arguments are JSON. */
	call(tool: string, callArguments: string): unknown;
	/** The answer that ends the conversation. */
	say(sentence: string): unknown;
}

const model = 'scripted';
const callId = 'call_1';

const chatCompletions: ModelInterface = {
	read: (request) => ({
		tools: listAt(request, 'tools').map((tool) => readTool(at(tool, 'function'))),
		toolResults: listAt(request, 'messages')
			.filter((message) => at(message, 'role') === 'tool')
			.map((message) => textAt(message, 'content')),
	}),
	call: (name, callArguments) => {
		const call = { id: callId, type: 'function', function: { name, arguments: callArguments } };
		return completion('tool_calls', { content: null, tool_calls: [call] });
	},
	say: (content) => completion('stop', { content }),
};

const responses: ModelInterface = {
	read: (request) => ({
		tools: listAt(request, 'tools').map(readTool),
		toolResults: listAt(request, 'input')
			.filter((item) => at(item, 'type') === 'function_call_output')
			.map((item) => textAt(item, 'output')),
	}),
	call: (name, callArguments) => {
		const call = { call_id: callId, name, arguments: callArguments };
		return response({ id: 'fc_1', type: 'function_call', ...call });
	},
	say: (text) => {
		const content = [{ type: 'output_text', text, annotations: [] }];
		return response({ id: 'msg_1', type: 'message', role: 'assistant', content });
	},
};

/** By the path that requests go to. */
export const modelInterfaces: Readonly<Record<string, ModelInterface>> = {
	'/v1/chat/completions': chatCompletions,
	'/v1/responses': responses,
};

function readTool(tool: unknown): ToolOffer {
	return {
		name: textAt(tool, 'name'),
		description: textAt(tool, 'description'),
		parameters: at(tool, 'parameters'),
	};
}

function completion(reason: string, message: object): unknown {
	const choice = { finish_reason: reason, message: { role: 'assistant', ...message } };
	return {
		id: 'chatcmpl-1',
		object: 'chat.completion',
		created: 0,
		model,
		choices: [{ index: 0, ...choice }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

function response(output: object): unknown {
	return {
		id: 'resp_1',
		object: 'response',
		created_at: 0,
		model,
		status: 'completed',
		output: [{ status: 'completed', ...output }],
		usage: {
			input_tokens: 1,
			input_tokens_details: { cached_tokens: 0 },
			output_tokens: 1,
			output_tokens_details: { reasoning_tokens: 0 },
			total_tokens: 2,
		},
	};
}
