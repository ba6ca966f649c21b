import { invalid } from '../gateway/failure';
import { parseHeaderValue } from './values';

/**
 * Reads a Guid. Gateways hand it out as `Set-GUID: JSESSIONID=<Guid>`; pasted whole, it is understood.
 * @throws GatewayError `invalid` for line breaks and other characters that no header may hold
 */
export function parseGuid(value: unknown): string {
	const text = parseHeaderValue(value, 'Guid');
	return whatIsLeft(text, text.replace(/^(?:Set-GUID:\s*)?(?:JSESSIONID=)?\s*/i, ''), 'Guid');
}

/** A prefix alone is what an expression makes of nothing: it must not mean the credential's value. */
function whatIsLeft(before: string, left: string, field: string): string {
	if (before === '' || left !== '') return left;
	throw invalid(
		`'${field}' holds nothing but what stands around it`,
		`Check '${field}', or the expression in it: the value itself is missing.`,
	);
}

/** Of a Set-Cookie header, what is meant for the client only (RFC 6265, section 4.1). */
const ATTRIBUTE = /^(?:(?:path|domain|expires|max-age|samesite)\s*=|(?:secure|httponly)$)/i;

const COOKIE_HEADER = /^(?:set-)?cookie:\s*/i;
const ANY_HEADER = /^[\w-]+:\s/;

/**
 * Reads a cookie: `name=value`, several of them, or whole Set-Cookie headers as they were pasted.
 * @returns what goes into the header Cookie; '' for nothing
 * @throws GatewayError `invalid` for another header, and for characters that no header may hold
 */
export function parseCookie(value: unknown): string {
	if (typeof value !== 'string') return parseHeaderValue(value, 'Session Cookie');
	const parts = value
		.split(/[;\r\n]/)
		.map((part) => part.trim().replace(COOKIE_HEADER, ''))
		.filter((part) => part !== '' && !ATTRIBUTE.test(part));
	if (parts.some((part) => ANY_HEADER.test(part))) {
		throw invalid(
			"'Session Cookie' holds a header other than a cookie",
			'Paste only the cookie, e.g. name=value.',
		);
	}
	return whatIsLeft(
		value.trim(),
		parseHeaderValue(parts.join('; '), 'Session Cookie'),
		'Session Cookie',
	);
}
