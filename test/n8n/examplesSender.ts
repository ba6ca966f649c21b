import type { Agent } from '../support/gateway';

/** The header by which a webhook of the examples knows its sender, as a Header Auth credential. */
export type SenderKey = Readonly<Record<'name' | 'value', string>>;

/** What n8n answered to a sender. */
export interface Reply {
	readonly status: number;
	/** Read, if it says that it is JSON; text otherwise. */
	readonly body: unknown;
}

/** An event of an agent: its type, and its content. */
export type AgentEvent = readonly [eventType: string, content: unknown];

const timeoutMs = 60_000;

/** Sends JSON, as a CRM or a bot does, and waits for the answer. */
export async function send(
	url: string,
	{ name, value }: SenderKey,
	payload: unknown,
	headers: Readonly<Record<string, string>> = {},
): Promise<Reply> {
	const response = await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json', [name]: value, ...headers },
		body: JSON.stringify(payload),
		signal: AbortSignal.timeout(timeoutMs),
	});
	const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
	return { status: response.status, body: await (isJson ? response.json() : response.text()) };
}

/** Pushes an agent's events, oldest first, as the gateway does (cec_07_1275). */
export function push(
	callBackUri: string,
	serviceToken: string,
	{ agentId, guid }: Agent,
	events: readonly AgentEvent[],
): Promise<Reply> {
	const workNo = agentId;
	const eventList = events.map(([eventType, content]) => ({ eventType, workNo, content }));
	const key = { name: 'service_token', value: serviceToken };
	return send(callBackUri, key, { workNo, eventList }, { Guid: guid });
}
