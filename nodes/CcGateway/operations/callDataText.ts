import { nameOfType, parseText } from '../fields/values';
import { invalid } from '../gateway/failure';
import { callData } from './descriptions';

/**
 * Turns what an expression gave into text: a date into its ISO text, objects and lists into compact
 * JSON.
 * @returns '' for undefined and null
 * @throws GatewayError `invalid` for what JSON would lose, such as a Map
 */
export function toText(value: unknown): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number') return parseText(value, callData.displayName);
	return isoText(value) ?? toJson(value);
}

/**
 * Turns a value into JSON.
 * @throws GatewayError `invalid` for what JSON would lose
 */
export function toJson(value: unknown): string {
	const text = stringify(value);
	if (text !== undefined) return text;
	throw invalid(
		`'Call Data' is or holds ${nameOfType(value)} that cannot be turned into JSON`,
		"Check the expression in 'Call Data': text, a number, a date, or an object or a list of these can be sent.",
	);
}

/** True for `{}`, `[]`, and an object whose values are all null or ''. */
export function isEmptyJson(value: unknown): boolean {
	if (typeof value !== 'object' || value === null) return value === null;
	if (!isPlain(value)) return false;
	const isBlank = (part: unknown): boolean => part === undefined || part === null || part === '';
	return Array.isArray(value) ? value.length === 0 : Object.values(value).every(isBlank);
}

function stringify(value: unknown): string | undefined {
	try {
		return JSON.stringify(value, function keep(this: unknown, name: string, written: unknown) {
			const part: unknown = Reflect.get(Object(this), name);
			const isHole = part === undefined && Array.isArray(this);
			if (isHole || !isKept(part)) throw new TypeError('JSON would lose it');
			return written;
		});
	} catch {
		return undefined;
	}
}

function isKept(part: unknown): boolean {
	switch (typeof part) {
		case 'object':
			return (
				part === null ||
				isoText(part) !== undefined ||
				(isPlain(part) && typeof Reflect.get(part, 'toJSON') !== 'function')
			);
		case 'number':
			return Number.isFinite(part);
		case 'function':
		case 'symbol':
		case 'bigint':
			return false;
		default:
			return true;
	}
}

/** A plain object or a list, also one from n8n's sandbox, which has an Object of its own. */
function isPlain(value: object): boolean {
	if (Array.isArray(value)) return true;
	const prototype: unknown = Object.getPrototypeOf(value);
	return (
		prototype === null ||
		(typeof prototype === 'object' && Object.getPrototypeOf(prototype) === null)
	);
}

/** The text of a Date or of a DateTime of Luxon; undefined for anything else and for no date. */
function isoText(value: unknown): string | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	if (!isDate && Reflect.get(value, 'isLuxonDateTime') !== true) return undefined;
	const json: unknown = JSON.parse(JSON.stringify(value));
	return typeof json === 'string' ? json : undefined;
}
