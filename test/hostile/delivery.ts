import { inspect } from 'node:util';
import { explain } from '../../nodes/CcGateway/explain';
import { deliver } from '../../nodes/CcGateway/gateway/deliver';
import { type Failure, gatewayErrorOnly } from '../../nodes/CcGateway/gateway/failure';
import type { JsonObject } from '../../nodes/CcGateway/gateway/reply';
import { SETTING } from '../../nodes/CcGateway/gateway/request';
import { connectionTo, type Server, setCallData } from '../support/exchange';
import type { Agent } from '../support/gateway';

/** The agent whose Guid and cookie a hostile gateway gets to see. */
export const AGENT: Agent = {
	agentId: '20001',
	callId: '1456229294-1191',
	guid: '6f0a3c1e-98c5-4c0f-9c7e-5b1c2f7a1d10.AgentGateway1',
	cookie: 'huaweielbsession=cookie-of-a-load-balancer-4711',
};
/** The call data that it gets to see, and a number in it. */
export const CALL_DATA = 'Jane Doe, gold customer, card 4111111111111111';
export const CARD = '4111111111111111';

/** The Timeout unless a test sets one: long, so that only what has to run into it does. */
const TIMEOUT_MS = 5000;
/** The Timeout for attacks that run into it. */
export const SHORT = { timeoutMs: 300 };
/** What may come on top: the wait before a second try, and the last bytes on a machine under load. */
const MARGIN_MS = 1500;
/**
 * How far the process may grow in one exchange: 1 MiB of answer in pieces, as a whole, as text and
 * as JSON, what is left for the garbage collector, and the same of the server in this process.
 */
const MEMORY_BYTES = 128 * 2 ** 20;
/** Longest message and description: what n8n's page shows without scrolling. */
const MESSAGE_LENGTH = 160;
const DESCRIPTION_LENGTH = 500;

/** What came of one item. */
export interface Outcome {
	/** The output item; undefined when the item failed. */
	readonly reply?: JsonObject;
	/** In a word: `success`, or the failure's reason, retcode or HTTP status; `refused` for an odd retcode. */
	readonly came: string;
	/** Message and description, as a user reads them; '' for a success. */
	readonly words: string;
	/** Whether a failure may have been stored all the same. */
	readonly isInDoubt: boolean;
}

/**
 * Sends one item through the product's own code and holds the outcome against all limits: time,
 * memory, length and characters of the message, and nothing in a failure that was sent.
 */
export async function exchangeWith(
	server: Server,
	{ timeoutMs = TIMEOUT_MS, maxRetries = 0, memoryBytes = MEMORY_BYTES } = {},
): Promise<Outcome> {
	const effort = { timeoutMs, maxRetries, cancel: undefined, halt: undefined, egress: undefined };
	const memory = watchMemory();
	const begin = performance.now();
	const request = setCallData(AGENT, CALL_DATA);
	const delivery = deliver(connectionTo(server), AGENT, request, effort);
	const outcome = await delivery.catch(gatewayErrorOnly);
	expect(performance.now() - begin).toBeLessThan(timeoutMs * (maxRetries + 1) + MARGIN_MS);
	expect(memory.growth()).toBeLessThan(memoryBytes);
	if (!(outcome instanceof Error)) {
		return { reply: outcome.reply, came: 'success', words: '', isInDoubt: false };
	}
	expectNothingSent(inspect(outcome, { depth: null, maxStringLength: null }));
	const { message, description } = explain(outcome, SETTING);
	expectReadable(message, MESSAGE_LENGTH);
	expectReadable(description, DESCRIPTION_LENGTH);
	const { failure, isInDoubt } = outcome;
	return { came: inAWord(failure), words: `${message}. ${description}`, isInDoubt };
}

/** Expects a text that a person can read: one line, no control or direction marks, not too long. */
export function expectReadable(text: string, length: number): void {
	expect(text).not.toBe('');
	expect(text).not.toMatch(/\p{C}/u);
	expect(text.length).toBeLessThanOrEqual(length);
}

/** Expects a text without call data, Guid and cookie. */
export function expectNothingSent(text: string): void {
	for (const secret of [CALL_DATA, CARD, AGENT.guid, AGENT.cookie]) {
		expect(text).not.toContain(secret);
	}
}

function inAWord(failure: Failure): string {
	if ('reason' in failure) return failure.reason;
	if ('what' in failure) return failure.what;
	if ('retcode' in failure) return failure.retcode === '' ? 'refused' : failure.retcode;
	return failure.kind === 'http' ? `HTTP ${failure.status}` : failure.kind;
}

/** How far memory has grown at its peak: of the process, or in V8, which may fill what it has. */
function watchMemory(): { readonly growth: () => number } {
	const before = process.memoryUsage();
	let growth = 0;
	const look = (): void => {
		const { rss, heapUsed, external } = process.memoryUsage();
		const inV8 = heapUsed + external - before.heapUsed - before.external;
		growth = Math.max(growth, rss - before.rss, inV8);
	};
	const timer = setInterval(look, 5).unref();
	return {
		growth: () => {
			clearInterval(timer);
			look();
			return growth;
		},
	};
}
