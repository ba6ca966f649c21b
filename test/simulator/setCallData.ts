import { Refusal } from './answers';
import { parseFields } from './parse';
import type { Settings } from './settings';

const FIELDS = ['callid', 'calldata', 'isDataEncoded'];
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The body of setcalldataex, understood. */
export interface SetCallData {
	/** Undefined when omitted or empty: the agent's current call. */
	readonly callId: string | undefined;
	/** The original bytes, decoded if they came as Base64; undefined when omitted. */
	readonly data: Buffer | undefined;
}

/**
 * Reads the body of setcalldataex (cec_07_1263, table 3). Throws Refusal 000-002 for anything but a
 * JSON object in UTF-8, a field of another type, bad Base64 and content over the limit.
 */
export function readSetCallData(
	body: Buffer,
	settings: Pick<Settings, 'maxCallDataBytes' | 'stringBoolean' | 'unknownFields'>,
): SetCallData {
	const fields = parseFields(decodeUtf8(body));
	if (fields === undefined) throw new Refusal('000-002');
	const { callid = '', calldata, isDataEncoded = false } = fields;
	if (settings.unknownFields === '000-002') {
		if (Object.keys(fields).some((name) => !FIELDS.includes(name))) throw new Refusal('000-002');
	}
	if (typeof callid !== 'string') throw new Refusal('000-002');
	const isEncoded = readBoolean(isDataEncoded, settings.stringBoolean === 'accept');
	const data = calldata === undefined ? undefined : originalBytes(calldata, isEncoded);
	if (data !== undefined && data.length > settings.maxCallDataBytes) throw new Refusal('000-002');
	return { callId: callid === '' ? undefined : callid, data };
}

function decodeUtf8(body: Buffer): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(body);
	} catch {
		throw new Refusal('000-002');
	}
}

/** The table says boolean, the example sends the string "true". */
function readBoolean(value: unknown, acceptsText: boolean): boolean {
	if (typeof value === 'boolean') return value;
	if (acceptsText && (value === 'true' || value === 'false')) return value === 'true';
	throw new Refusal('000-002');
}

function originalBytes(calldata: unknown, isEncoded: boolean): Buffer {
	if (typeof calldata !== 'string') throw new Refusal('000-002');
	if (!isEncoded) return Buffer.from(calldata, 'utf8');
	if (!BASE64.test(calldata)) throw new Refusal('000-002');
	return Buffer.from(calldata, 'base64');
}
