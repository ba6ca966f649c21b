import fc from 'fast-check';
import { type Field, notText, textSamples } from './sample';
import { headerText, notHeaderText, nothing, stray } from './text';

/** A Guid, also as gateways hand it out: `JSESSIONID=<Guid>`. */
export const guidField: Field<string> = {
	label: 'Guid',
	good: fc.oneof(
		textSamples(headerText),
		fc
			.tuple(fc.constantFrom('JSESSIONID=', 'jsessionid= ', 'Set-GUID: JSESSIONID='), headerText)
			.map(([prefix, means]) => ({ value: prefix + means, means })),
	),
	bad: fc.oneof({ weight: 2, arbitrary: notHeaderText }, notText),
};

const pair = fc
	.tuple(fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/), fc.stringMatching(/^[aZ09+/=:, "%-]{0,20}$/))
	.map(([name, value]) => `x${name}=${value}`.trim());

const attribute = fc.constantFrom(
	...['Path=/', 'path=/x', 'Domain=x.test', 'Expires=Thu, 01 Jan 2026 00:00:00 GMT'],
	...['Max-Age=60', 'SameSite=Lax', 'Secure', 'secure', 'HttpOnly', '', ' '],
);

const setCookie = fc
	.tuple(fc.constantFrom('', '', 'Set-Cookie: ', 'cookie:'), pair, fc.array(attribute))
	.map(([name, means, attributes]) => ({
		value: `${name}${[means, ...attributes].join('; ')}`,
		means,
	}));

const cookies = fc
	.tuple(fc.array(setCookie, { minLength: 1, maxLength: 3 }), fc.constantFrom('\n', '\r\n', '; '))
	.map(([all, separator]) => ({
		value: all.map(({ value }) => value).join(separator),
		means: all.map(({ means }) => means).join('; '),
	}));

/** A cookie for the load balancer, also as gateways hand it out: whole Set-Cookie headers. */
export const cookieField: Field<string> = {
	label: 'Session Cookie',
	good: fc.oneof(
		{ weight: 4, arbitrary: cookies },
		nothing.map((value) => ({ value, means: '' })),
	),
	bad: fc.oneof(
		fc.tuple(pair, stray, pair).map((parts) => parts.join('')),
		pair.map((text) => `${text}\r\nX-Evil: 1`),
		notText,
	),
};
