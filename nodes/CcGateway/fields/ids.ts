import { invalid } from '../gateway/failure';
import { checkCharacters, parseText, type Range, tooLong } from './values';

/** Longer than any that is known. */
const MAX_ID_LENGTH = 1024;

/**
 * Reads an agent ID, digits without leading zeros.
 * @returns the text that goes into the path
 * @throws GatewayError `invalid` for anything else
 */
export function parseAgentId(value: unknown, field: string): string {
	const text = parseText(value, field);
	if (/^[1-9]\d*$/.test(text)) return text;
	throw invalid(
		text === '' ? `'${field}' is empty` : `'${field}' must be a whole number without leading zeros`,
		`Fill in the ID that the agent signs in with, e.g. 101, or correct the expression in '${field}'.`,
	);
}

/**
 * Checks an agent ID against the range of its gateway.
 * @throws GatewayError `invalid` outside of it
 */
export function checkAgentId(agentId: string, field: string, { min, max }: Range): void {
	if (Number(agentId) >= min && Number(agentId) <= max) return;
	throw invalid(
		`'${field}' must be from ${min} to ${max}`,
		`Correct '${field}'. For a newer gateway, which has more IDs, choose the wider range in 'Agent IDs' in the credential.`,
	);
}

/**
 * Reads an ID that the gateway has given.
 * @returns the text as it is; '' for nothing
 * @throws GatewayError `invalid` for what no gateway gives
 */
export function parseId(value: unknown, field: string): string {
	const text = parseText(value, field);
	checkCharacters(text, field);
	if (text.length <= MAX_ID_LENGTH) return text;
	throw tooLong(field, MAX_ID_LENGTH);
}
