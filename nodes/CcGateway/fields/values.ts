import { type GatewayError, invalid } from '../gateway/failure';

/** Longer than any that is known, and short enough for every server. */
const MAX_HEADER_LENGTH = 4096;

/** Limits of a number, both included. */
export interface Range {
	readonly min: number;
	readonly max: number;
}

/**
 * Reads a value that n8n gives as text; an expression may give a number instead.
 * @param field the field's display name, for the message
 * @returns the text without surrounding white space; '' for nothing
 * @throws GatewayError `invalid` for any other type
 */
export function parseText(value: unknown, field: string): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value.trim();
	if (typeof value === 'number' && Number.isFinite(value)) return exactNumber(value, field);
	throw invalid(
		`'${field}' is ${nameOfType(value)}, but must be text`,
		`Check the expression in '${field}': pick the one value that is meant.`,
	);
}

/**
 * Reads a switch; an expression may give the words "true" and "false".
 * @throws GatewayError `invalid` for anything else
 */
export function parseBoolean(value: unknown, field: string): boolean {
	if (typeof value === 'boolean') return value;
	if (value === 'true' || value === 'false') return value === 'true';
	if (value === undefined || value === null || value === '') return false;
	throw invalid(
		`'${field}' is ${nameOfType(value)}, but must be true or false`,
		`Check the expression in '${field}'.`,
	);
}

/**
 * Reads a whole number within limits.
 * @throws GatewayError `invalid` for anything else
 */
export function parseInteger(value: unknown, field: string, { min, max }: Range): number {
	const text = parseText(value, field);
	const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
	if (number >= min && number <= max) return number;
	throw invalid(
		`'${field}' must be a whole number from ${min} to ${max}`,
		`Correct '${field}', or the expression in it.`,
	);
}

/**
 * Reads the value of a request header, such as the Guid.
 * @returns one line of printable ASCII; '' for nothing
 * @throws GatewayError `invalid` for line breaks and other characters that no header may hold
 */
export function parseHeaderValue(value: unknown, field: string): string {
	const text = parseText(value, field);
	if (text.length > MAX_HEADER_LENGTH) throw tooLong(field, MAX_HEADER_LENGTH);
	if (/^[\x20-\x7e]*$/.test(text)) return text;
	throw invalid(
		`'${field}' holds a line break or a character that a request header cannot carry`,
		`Copy '${field}' again, as one line of plain characters.`,
	);
}

/**
 * Reads what is chosen in a menu; an expression may give anything.
 * @param choices values of the menu, the default first
 * @throws GatewayError `invalid` for what the menu does not offer
 */
export function parseChoice<Choice extends string>(
	value: unknown,
	field: string,
	choices: readonly [Choice, ...Choice[]],
): Choice {
	if (value === undefined || value === '') return choices[0];
	const choice = choices.find((one) => one === value);
	if (choice !== undefined) return choice;
	throw invalid(
		`'${field}' must be one of: ${choices.join(', ')}`,
		`Correct the expression in '${field}'.`,
	);
}

/**
 * Checks that a text can be sent: half of a surrogate pair has no UTF-8, it would arrive as another
 * character.
 * @throws GatewayError `invalid`
 */
export function checkCharacters(text: string, field: string): void {
	if (!/\p{Surrogate}/u.test(text)) return;
	throw invalid(
		`'${field}' holds half of a character (a lone surrogate)`,
		'The text was probably cut in the middle of an emoji. Cut it elsewhere.',
	);
}

/** Says in words what type a value has, without telling the value. */
export function nameOfType(value: unknown): string {
	if (value === null || value === undefined) return 'empty';
	if (Array.isArray(value)) return 'a list';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** Makes the error for a text that is longer than anything that it can stand for. */
export function tooLong(field: string, max: number): GatewayError {
	return invalid(
		`'${field}' is longer than ${max} characters`,
		`Correct '${field}', or the expression in it.`,
	);
}

function exactNumber(value: number, field: string): string {
	if (!Number.isInteger(value) || Number.isSafeInteger(value)) return String(value);
	throw invalid(
		`'${field}' is a number too large to be exact`,
		`Give '${field}' as text, so that no digit is lost.`,
	);
}
