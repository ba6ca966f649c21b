import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { freePort } from './machine/ports';
import { modelInterfaces, type ModelInterface, type Question } from './openAiInterfaces';

/** What a model fills in when it calls a tool. */
export type CallArguments = Readonly<Record<string, unknown>>;

/** A model that was asked something, over one of OpenAI's interfaces. */
export interface Asked extends Question {
	readonly path: string;
}

/** A chat model on loopback that follows a script. */
export interface ChatModel {
	/** What an OpenAI credential takes as its base URL. */
	readonly url: string;
	/** What it was asked since the script was given, in order. */
	readonly asked: readonly Asked[];
	/** It will call its first tool with these arguments, then end by quoting what the tool gave. */
	script(callArguments: CallArguments): void;
	stop(): Promise<void>;
}

/** How the model ends a conversation. */
export function lastWords(toolResult: string): string {
	return `The tool says: ${toolResult}`;
}

/** Starts a model that understands OpenAI's chat completions and responses. */
export async function startChatModel(): Promise<ChatModel> {
	const asked: Asked[] = [];
	let scripted: CallArguments = {};
	const port = await freePort();
	const server = createServer((request, response) => {
		const path = request.url ?? '';
		const spoken = modelInterfaces[path];
		const answer = async (): Promise<unknown> => {
			if (spoken === undefined) throw new Error(`The scripted model has no ${path}`);
			const question = spoken.read(await json(request));
			asked.push({ path, ...question });
			return play(spoken, question, scripted);
		};
		void answer()
			.then((body) => ({ status: 200, body }))
			.catch((reason: unknown) => ({ status: 400, body: { error: { message: String(reason) } } }))
			.then(({ status, body }) => {
				response.writeHead(status, { 'content-type': 'application/json' });
				response.end(JSON.stringify(body));
			});
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		url: `http://127.0.0.1:${port}/v1`,
		asked,
		script: (callArguments) => {
			scripted = callArguments;
			asked.length = 0;
		},
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

function play(spoken: ModelInterface, question: Question, scripted: CallArguments): unknown {
	const [tool] = question.tools;
	const result = question.toolResults.at(-1);
	if (result !== undefined) return spoken.say(lastWords(result));
	return spoken.call(tool?.name ?? '', JSON.stringify(scripted));
}
