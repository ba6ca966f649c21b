import { CALL_DATA_MAX_BYTES } from '../gateway/contract';
import { invalid } from '../gateway/failure';
import { checkCharacters, nameOfType, parseChoice, parseText } from '../gateway/input';
import type { Read } from './operation';

const FIELD = 'Call Data';

/** Call data as the gateway takes it. */
export interface CallData {
	/** The field `calldata`: the original or Base64 of it; '' for none. */
	readonly sent: string;
	/** What the agent's desktop is to show, in UTF-8. */
	readonly original: Buffer;
}

/**
 * Reads the call data of one item, however it was entered, and checks its size.
 * @param encoded whether the gateway is told that the data is Base64
 * @throws GatewayError `invalid` for data that is too long, no JSON or no Base64
 */
export function readCallData(read: Read, encoded: boolean): CallData {
	const way = parseChoice(read('specifyCallData'), 'Specify Call Data', ['text', 'json', 'fields']);
	const base64 = parseChoice(read('base64Encoding'), 'Base64 Encoding', ['already', 'encode']);
	const text = readText(read, way);
	if (text.trim() === '') return { sent: '', original: Buffer.of() };
	checkCharacters(text, FIELD);
	const encode = encoded && (way !== 'text' || base64 === 'encode');
	const original = encoded && !encode ? decodeBase64(text) : Buffer.from(text, 'utf8');
	checkSize(original.length);
	return { sent: encode ? original.toString('base64') : text, original };
}

function readText(read: Read, way: 'text' | 'json' | 'fields'): string {
	switch (way) {
		case 'json':
			return readJson(read('callDataJson'));
		case 'fields':
			return readFields(read('callDataFields.field'));
		case 'text':
			return toText(read('callData'));
	}
}

/** Objects and lists become compact JSON. */
function toText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return parseText(value, FIELD);
	return toJson(value);
}

function toJson(value: unknown): string {
	const text = stringify(value ?? null);
	if (typeof text === 'string') return text;
	throw invalid(
		`'Call Data' is ${nameOfType(value)} that cannot be turned into JSON`,
		"Check the expression in 'Call Data': text, a number, an object or a list can be sent.",
	);
}

function stringify(value: unknown): unknown {
	try {
		return JSON.stringify(value);
	} catch {
		return undefined;
	}
}

/** Text that is JSON goes out as it is: parsed, long numbers would lose their last digits. */
function readJson(value: unknown): string {
	const text = toText(value).trim();
	if (text === '') return text;
	try {
		JSON.parse(text);
		return text;
	} catch {
		throw invalid(
			"'Call Data' is not valid JSON",
			"Correct the JSON, or choose 'As Text' in 'Specify Call Data'.",
		);
	}
}

/** Written out by hand: an object would move names that are numbers to the front. */
function readFields(value: unknown): string {
	const entries = new Map<string, string>();
	for (const row of rowsOf(value)) {
		const { name, content } = parseField(row);
		if (name === '' || entries.has(name)) {
			throw invalid(
				name === ''
					? "A field of 'Call Data' has no name"
					: "Two fields of 'Call Data' have the same name",
				'Give each field a name of its own: only one of two would reach the agent.',
			);
		}
		entries.set(name, `${JSON.stringify(name)}:${content}`);
	}
	return entries.size === 0 ? '' : `{${[...entries.values()].join(',')}}`;
}

function rowsOf(value: unknown): readonly unknown[] {
	if (value === undefined || value === null) return [];
	if (Array.isArray(value)) return value;
	throw invalid(
		`'Call Data' is ${nameOfType(value)}, but must be a list of fields`,
		"Check the expression in 'Call Data'.",
	);
}

/** The content is JSON; a number that JSON has no exact text for is refused. */
function parseField(row: unknown): { readonly name: string; readonly content: string } {
	if (typeof row !== 'object' || row === null) return { name: '', content: '' };
	const { name, value }: { name?: unknown; value?: unknown } = row;
	const content = typeof value === 'number' ? parseText(value, FIELD) : toJson(value);
	return { name: parseText(name, FIELD), content };
}

/** Padding and alphabet of RFC 4648, section 4; nothing is skipped. */
function decodeBase64(text: string): Buffer {
	const bytes = Buffer.from(text, 'base64');
	if (bytes.toString('base64') === text) return bytes;
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
