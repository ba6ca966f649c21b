import { type AnswerFault, GatewayError } from './failure';
import { oneLine, type Redactor } from './redact';

/** HTTPS port of a CC-Gateway server, and of the NSLB in front of a cluster (cec_07_0421). */
export const DEFAULT_PORT = 8043;

/** Ports that there are. */
export const PORT_RANGE = { min: 1, max: 65_535 } as const;

/** Agent IDs: the first range as "setcalldataex" gives it, the second since 2025 (cec_07_0421). */
export const AGENT_ID_RANGES = {
	'101-59999': { min: 101, max: 59_999 },
	'101-999999': { min: 101, max: 999_999 },
} as const;

/** A choice of {@link AGENT_ID_RANGES}. */
export type AgentIdRange = keyof typeof AGENT_ID_RANGES;

/** "The maximum value of the original content is 16 KB": UTF-8 bytes before Base64. */
export const CALL_DATA_MAX_BYTES = 16_384;

/** "Coding mode of the message body", mandatory on every request. */
export const CONTENT_TYPE = 'application/json; charset=UTF-8';

/** Where all interfaces of the gateway are. */
export const RESOURCE_PATH = '/agentgateway/resource';

/** The retcodes that the code has to tell apart; cec_07_0580 lists them all. */
export const RETCODE = {
	success: '0',
	/** No permission: the Guid is not, or no longer, the agent's. */
	guidNotValid: '000-003',
	/** The agent is being switched over to another gateway. */
	switchingOver: '000-004',
	/** The agent is not signed in; also answered for a wrong Guid (cec_07_0005). */
	notSignedIn: '100-006',
} as const;

/** Of a retcode as it is told: the documents know none of more than seven characters. */
const RETCODE_LENGTH = 20;

/** True for the retcodes by which a gateway refuses a Guid: it takes either (cec_07_0005). */
export function isGuidRefused(retcode: string): boolean {
	return retcode === RETCODE.guidNotValid || retcode === RETCODE.notSignedIn;
}

/** Retcodes after which nothing works for an agent before someone passes a new Guid or signs in. */
const SESSION_REFUSED: readonly string[] = [
	RETCODE.guidNotValid,
	RETCODE.notSignedIn,
	'105-005',
	'105-006',
	'105-007',
];

/** True where a refusal says that the agent's session cannot be used. */
export function isSessionRefused(retcode: string): boolean {
	return SESSION_REFUSED.includes(retcode);
}

/** One call of an interface, without the session that it runs in. */
export interface GatewayRequest {
	readonly method: 'GET' | 'PUT';
	/** Path and query, from the server's root. */
	readonly path: string;
	/** The message body as JSON text; none for GET. */
	readonly body?: string;
	/** "Method Name in Logs". */
	readonly logName: string;
	/** What the log may tell beside it: ids and lengths. */
	readonly logFacts: Readonly<Record<string, string | number>>;
	/** Gives what must not come out again, in each form in which a gateway might repeat it. */
	readonly secrets: () => readonly string[];
}

/** What proves to the gateway that a request is the agent's. */
export interface Session {
	/** Header `Guid`, as sign-in or event polling gave it. */
	readonly guid: string;
	/** Header `Cookie`, for load balancers that keep an agent on one gateway; '' for none. */
	readonly cookie: string;
}

/** A JSON object of the gateway. */
export type JsonObject = Record<string, string | number | boolean | object | null>;

/**
 * Reads the body of an HTTP 200 ("Response Description" of each interface).
 * @param redact keeps what was sent out of the gateway's own words
 * @returns the object as it came; its retcode is "0" or the number 0
 * @throws GatewayError `answer` for anything but an object with a retcode, `refused` for another retcode
 */
export function parseReply(text: string, redact: Redactor): JsonObject {
	const reply = parseObject(text, redact);
	const { retcode, message } = reply;
	if (typeof retcode !== 'string' && typeof retcode !== 'number') {
		throw answer('noRetcode', redact.excerpt(text));
	}
	if (String(retcode) === RETCODE.success) return reply;
	throw new GatewayError({
		kind: 'refused',
		retcode: looksLikeRetcode(retcode)
			? String(retcode)
			: oneLine(redact.all(String(retcode)), RETCODE_LENGTH),
		gatewayMessage: typeof message === 'string' ? redact.all(message) : '',
	});
}

function parseObject(text: string, redact: Redactor): JsonObject {
	const start = text.trimStart();
	if (start === '') throw answer('empty', '');
	let value: unknown;
	try {
		value = JSON.parse(text, (_key, part: unknown) => clean(part, redact.runs));
	} catch {
		if (start.startsWith('<')) throw answer('html', redact.excerpt(text));
		throw answer(/^[{[]/.test(start) ? 'truncated' : 'notJson', redact.excerpt(text));
	}
	if (!isObject(value)) throw answer('notObject', redact.excerpt(text));
	return value;
}

/** Names and numbers can repeat what was sent as well as text can. */
function clean(part: unknown, runs: Redactor['runs']): unknown {
	if (typeof part === 'string') return runs(part);
	if (typeof part === 'number') {
		const text = String(part);
		return runs(text) === text ? part : runs(text);
	}
	if (!isObject(part) || Object.keys(part).every((name) => runs(name) === name)) return part;
	return Object.fromEntries(Object.entries(part).map(([name, value]) => [runs(name), value]));
}

/** Call data of such a form would hide the reason of the refusal. */
function looksLikeRetcode(retcode: string | number): boolean {
	return /^\d{3}-\d{3}$/.test(String(retcode));
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function answer(what: AnswerFault, excerpt: string): GatewayError {
	return new GatewayError({ kind: 'answer', what, excerpt });
}
