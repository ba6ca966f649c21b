import { EventEmitter, once } from 'node:events';
import { answer, head } from '../hostile/answers';
import { startRaw } from '../hostile/rawGateway';
import { parseFields } from '../simulator/parse';
import type { Server } from './exchange';

/** A request that waits for its answer. */
export interface HeldRequest {
	readonly agentId: string;
	/** Call data as it was sent. */
	readonly text: string;
	readonly guid: string;
	/** Answers with HTTP 200 and this retcode. */
	answer(retcode?: string): void;
	/** Answers with HTTP 503, and how many seconds to wait. */
	refuse(retryAfterS: number): void;
}

/** A gateway that answers when the test says so: what comes after what is no matter of time. */
export interface HeldGateway extends Server {
	/** All requests, in the order in which they came. */
	readonly requests: readonly HeldRequest[];
	/** Waits for a request, by its place in that order. */
	request(index: number): Promise<HeldRequest>;
	/** From now on, answers every request at once. */
	answerAll(): void;
	stop(): Promise<void>;
}

/** Starts one, with a good certificate. */
export async function startHeld(): Promise<HeldGateway> {
	const events = new EventEmitter();
	const requests: HeldRequest[] = [];
	let isHolding = true;
	const raw = await startRaw(({ request: text, socket }) => {
		const held: HeldRequest = {
			agentId: /calldata\/(\d+)\//.exec(text)?.[1] ?? '',
			text: String(parseFields(text.slice(text.indexOf('\r\n\r\n')))?.['calldata']),
			guid: /^guid: (.*)$/im.exec(text)?.[1]?.trim() ?? '',
			answer: (retcode = '0') => {
				const result = { message: 'as told', retcode, result: {} };
				socket.write(answer(JSON.stringify(result)));
			},
			refuse: (retryAfterS) => {
				const headers = [`Retry-After: ${retryAfterS}`, 'Content-Length: 0'];
				socket.write(head('503 Service Unavailable', ...headers));
			},
		};
		requests.push(held);
		if (!isHolding) held.answer();
		events.emit('request');
	});
	return {
		host: raw.host,
		port: raw.port,
		ca: raw.ca,
		requests,
		request: async (index) => {
			for (;;) {
				const held = requests[index];
				if (held) return held;
				await once(events, 'request');
			}
		},
		answerAll: () => {
			isHolding = false;
		},
		stop: () => raw.stop(),
	};
}
