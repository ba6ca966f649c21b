import { isNothing } from '../fields/read';
import { nameOfType, parseText } from '../fields/values';
import { invalid } from '../gateway/failure';
import { toJson, toText } from './callDataText';

/**
 * Turns names and values into a JSON object. Written out by hand: JSON.stringify would move names
 * that are numbers to the front.
 * @param value rows of `{ name, value }`; one whose value is nothing is left out
 * @returns '' when nothing is left
 * @throws GatewayError `invalid` for a name that is missing or there twice
 */
export function textOfFields(value: unknown): string {
	const entries = new Map<string, string>();
	for (const { name, content } of rowsOf(value).flatMap(parseRow)) {
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

/** The content is JSON. */
function parseRow(row: unknown): { readonly name: string; readonly content: string }[] {
	if (typeof row !== 'object' || row === null) return [];
	const { name, value }: { name?: unknown; value?: unknown } = row;
	if (isNothing(value)) return [];
	return [{ name: parseText(name, 'Name'), content: contentOf(value) }];
}

/** A number that JSON has no exact text for is refused. */
function contentOf(value: unknown): string {
	return typeof value === 'number' ? toText(value) : toJson(value);
}
