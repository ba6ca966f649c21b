import type { Answer } from '../wire/answer';
import { isRetcode, RETCODE } from './contract';
import { type Foreign, GatewayError, type ReplyFault } from './failure';

/** A JSON object of the gateway. */
export type JsonObject = Record<string, string | number | boolean | object | null>;

/**
 * Reads an answer ("Response Description" of each interface).
 * @param mayBeShown decides about the gateway's own words
 * @returns the object as it came; its retcode is "0" or the number 0
 * @throws GatewayError `http` for a status other than 200, `reply` for anything but an object with
 * a retcode, `refused` for another retcode
 */
export function parseReply(answer: Answer, mayBeShown: (text: string) => boolean): JsonObject {
	const { status, headers } = answer;
	if (status !== 200) {
		const retryAfterMs = parseRetryAfter(headers['retry-after']);
		throw new GatewayError({ kind: 'http', status, retryAfterMs, ...foreign(answer) });
	}
	const reply = parseObject(answer);
	const { retcode, message } = reply;
	if (typeof retcode !== 'string' && typeof retcode !== 'number') throw fault('noRetcode', answer);
	const code = String(retcode);
	if (code === RETCODE.success) return reply;
	throw new GatewayError({
		kind: 'refused',
		retcode: isRetcode(code) ? code : '',
		gatewayMessage: typeof message === 'string' && mayBeShown(message) ? message : '',
	});
}

function parseObject(answer: Answer): JsonObject {
	const start = answer.body.trimStart();
	if (start === '') throw fault('empty', answer);
	let value: unknown;
	try {
		value = JSON.parse(answer.body);
	} catch {
		if (start.startsWith('<')) throw fault('html', answer);
		throw fault(/^[{[]/.test(start) ? 'truncated' : 'notJson', answer);
	}
	if (!isObject(value)) throw fault('notObject', answer);
	return value;
}

function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fault(what: ReplyFault, answer: Answer): GatewayError {
	return new GatewayError({ kind: 'reply', what, ...foreign(answer) });
}

/** Only these are named: a header is a place, too, where a server could repeat what was sent. */
const CONTENT_TYPES = [
	'application/json',
	'application/xml',
	'text/html',
	'text/plain',
	'text/xml',
] as const;

function foreign({ headers, bytes }: Answer): Foreign {
	const type = headers['content-type']?.toLowerCase() ?? '';
	return { contentType: CONTENT_TYPES.find((known) => type.startsWith(known)) ?? '', bytes };
}

/** Seconds or a date (RFC 9110, section 10.2.3). */
function parseRetryAfter(value = ''): number {
	const ms = /^\d{1,9}$/.test(value) ? 1000 * Number(value) : Date.parse(value) - Date.now();
	return Number.isFinite(ms) ? Math.max(0, ms) : 0;
}
