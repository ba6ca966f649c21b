import { isNothing, type Read } from '../fields/read';
import { checkCharacters, parseChoice } from '../fields/values';
import { CALL_DATA_MAX_BYTES } from '../gateway/contract';
import { invalid } from '../gateway/failure';
import { textOfFields } from './callDataFields';
import { isEmptyJson, toText } from './callDataText';
import {
	base64Encoding,
	callData,
	callDataFields,
	callDataJson,
	specifyCallData,
} from './descriptions';

/** Call data as the gateway takes it. */
export interface CallData {
	/** The field `calldata`: the original or Base64 of it. */
	readonly sent: string;
	/** Length of the original, in bytes of UTF-8. */
	readonly bytes: number;
}

/**
 * Reads the call data of one item, however it was entered, and checks its size.
 * @param encoded whether the gateway is told that the data is Base64
 * @param mayBeEmpty whether no data is sent as an empty text
 * @throws GatewayError `invalid` for data that is empty, too long, no JSON or no Base64
 */
export function readCallData(read: Read, encoded: boolean, mayBeEmpty: boolean): CallData {
	const way = parseChoice(read(specifyCallData), specifyCallData.displayName, WAYS);
	const text = readText(read, way, mayBeEmpty ? 'allowed' : 'refused');
	if (isNothing(text)) return noCallData(mayBeEmpty);
	checkCharacters(text, callData.displayName);
	const isBase64 = encoded && way === 'text' && isAlreadyBase64(read);
	const bytes = isBase64 ? lengthOfBase64(text) : Buffer.byteLength(text, 'utf8');
	checkSize(bytes);
	const isToEncode = encoded && !isBase64;
	return { sent: isToEncode ? Buffer.from(text, 'utf8').toString('base64') : text, bytes };
}

const WAYS = ['text', 'json', 'fields'] as const;

function readText(read: Read, way: (typeof WAYS)[number], nothing: 'refused' | 'allowed'): string {
	switch (way) {
		case 'json':
			return readJson(read(callDataJson, nothing));
		case 'fields':
			return textOfFields(read(callDataFields, 'allowed'));
		case 'text':
			return readFreeText(read(callData, nothing));
	}
}

function readFreeText(value: unknown): string {
	const text = toText(value);
	return typeof value === 'object' && isEmptyJson(value) ? '' : text;
}

/** Text that is JSON goes out as it is: parsed, long numbers would lose their last digits. */
function readJson(value: unknown): string {
	const text = toText(value).trim();
	if (text === '') return text;
	try {
		return isEmptyJson(JSON.parse(text)) ? '' : text;
	} catch {
		throw invalid(
			"'Call Data' is not valid JSON",
			"Correct the JSON, or choose 'As Text' in 'Specify Call Data'.",
		);
	}
}

function noCallData(mayBeEmpty: boolean): CallData {
	if (mayBeEmpty) return { sent: '', bytes: 0 };
	throw invalid(
		"'Call Data' is empty",
		"Fill in 'Call Data', or check that the item has the fields that it takes. To clear the data of the call, switch on 'Send Empty Call Data' under Options.",
	);
}

function isAlreadyBase64(read: Read): boolean {
	const choices = ['encode', 'already'] as const;
	return parseChoice(read(base64Encoding), base64Encoding.displayName, choices) === 'already';
}

/** Padding and alphabet of RFC 4648, section 4; nothing is skipped. */
function lengthOfBase64(text: string): number {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.toString('base64') === text) return bytes.length;
	throw invalid(
		"'Call Data' is not valid Base64",
		"Choose 'Encode for Me' in 'Base64 Encoding' to send plain text, or give Base64 with padding and without line breaks.",
	);
}

function checkSize(length: number): void {
	if (length <= CALL_DATA_MAX_BYTES) return;
	throw invalid(
		`'Call Data' has ${length} bytes, but the gateway takes at most ${CALL_DATA_MAX_BYTES}`,
		'Shorten it: send the fields that the agent needs. What counts is UTF-8 before Base64.',
	);
}
