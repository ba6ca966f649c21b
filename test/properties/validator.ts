import { TextDecoder } from 'node:util';

/** A request as it goes over the wire; the names of the headers in lower case. */
export interface WireRequest {
	readonly method: string;
	/** With the query, if there is one. */
	readonly path: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | Uint8Array;
}

/** What a request tells the gateway. */
export interface Meaning {
	readonly agentId: string;
	readonly callId: string | undefined;
	/** The original bytes of the call data, as hexadecimal digits. */
	readonly original: string | undefined;
	readonly isDataEncoded: boolean;
	readonly guid: string;
	readonly cookie: string | undefined;
}

/** "The maximum value of the original content is 16 KB." */
const MAX_BYTES = 16 * 1024;

/**
 * Reads a request of setcalldataex strictly after the document (cec_07_1263) and the pages of HTTP
 * (RFC 9110), JSON (RFC 8259) and Base64 (RFC 4648). It knows nothing of the node's code.
 * @param agentIdMax "101 to 59999", or 999999 on newer gateways (cec_07_0421)
 * @throws Error that says what the documents do not allow
 */
export function readRequest(request: WireRequest, agentIdMax: 59_999 | 999_999): Meaning {
	const { method, path, headers } = request;
	must(method === 'PUT', 'the method is PUT');
	const { guid, cookie } = readHeaders(headers);
	const text = utf8Of(request.body);
	const { 'content-length': length } = headers;
	must(
		length === undefined || Number(length) === Buffer.byteLength(text),
		'Content-Length is right',
	);
	return { agentId: readPath(path, agentIdMax), guid, cookie, ...readBody(text) };
}

function readPath(path: string, agentIdMax: number): string {
	const [root, gateway, resource, kind, agentId = '', operation, ...more] = path.split('/');
	must(
		root === '' && gateway === 'agentgateway' && resource === 'resource',
		'the path begins right',
	);
	must(
		kind === 'calldata' && operation === 'setcalldataex' && more.length === 0,
		'the path ends right',
	);
	const digits = Array.from(agentId);
	must(
		digits.length > 0 && digits.every((digit) => '0123456789'.includes(digit)),
		'agentid is digits',
	);
	must(digits[0] !== '0', 'agentid has no leading zero');
	must(Number(agentId) >= 101 && Number(agentId) <= agentIdMax, 'agentid is in its range');
	return agentId;
}

function readHeaders(headers: WireRequest['headers']): Pick<Meaning, 'guid' | 'cookie'> {
	for (const [name, value] of Object.entries(headers)) {
		must(/^[!#$%&'*+.^`|~0-9a-z_-]+$/.test(name), 'the name of a header is a token');
		must(
			/^([\x21-\x7e]+( +[\x21-\x7e]+)*)?$/.test(value),
			'a header is one line of printable ASCII',
		);
	}
	const { 'content-type': type = '', guid = '', cookie } = headers;
	must(type.toLowerCase() === 'application/json; charset=utf-8', 'Content-Type is the default');
	must(guid !== '', 'Guid is there');
	must(cookie !== '', 'a cookie is not empty');
	return { guid, cookie };
}

function readBody(text: string): Pick<Meaning, 'callId' | 'original' | 'isDataEncoded'> {
	const body: unknown = JSON.parse(text);
	must(typeof body === 'object' && body !== null && !Array.isArray(body), 'the body is an object');
	const fields = new Map<string, unknown>(Object.entries(body));
	const { callid, calldata, isDataEncoded = false, ...unknown } = Object.fromEntries(fields);
	must(Object.keys(unknown).length === 0, 'the body has only fields that the document lists');
	must(callid === undefined || typeof callid === 'string', 'callid is a string');
	must(callid !== '', 'callid is not empty');
	must(calldata === undefined || typeof calldata === 'string', 'calldata is a string');
	must(typeof isDataEncoded === 'boolean', 'isDataEncoded is a boolean');
	must(isWellFormed(callid) && isWellFormed(calldata), 'text has a form in UTF-8');
	const original = isDataEncoded ? fromBase64(calldata) : Buffer.from(calldata ?? '');
	must(original.length <= MAX_BYTES, 'the original content is at most 16 KB');
	return {
		callId: callid,
		original: calldata === undefined ? undefined : original.toString('hex'),
		isDataEncoded,
	};
}

/** Four characters for three bytes, the last ones padded, and no bit left over. */
function fromBase64(text = ''): Buffer {
	const [, body = '', padding = ''] = /^([A-Za-z0-9+/]*)(={0,2})$/.exec(text) ?? [];
	must(body + padding === text && text.length % 4 === 0, 'calldata is Base64 with padding');
	const bits = Array.from(body, (character) => ALPHABET.indexOf(character));
	const leftOver = [1, 4, 16][padding.length] ?? 1;
	must((bits.at(-1) ?? 0) % leftOver === 0, 'no bit of Base64 is left over');
	return Buffer.from(text, 'base64');
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function utf8Of(body: WireRequest['body']): string {
	if (typeof body !== 'string') {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
	}
	must(isWellFormed(body), 'the body has a form in UTF-8');
	return body;
}

function isWellFormed(text = ''): boolean {
	return Buffer.from(text).toString() === text;
}

function must(condition: boolean, rule: string): asserts condition {
	if (!condition) throw new Error(`Not as documented: ${rule}`);
}
