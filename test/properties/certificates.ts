import { rootCertificates } from 'node:tls';
import fc from 'fast-check';
import { type Field, notText, textSamples } from './sample';
import { wellFormed } from './text';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';
/** The shortest, so that counterexamples can be read. */
const PEMS = rootCertificates.toSorted((one, other) => one.length - other.length).slice(0, 12);

/** One certificate as PEM. */
const pem = fc.constantFrom(...PEMS);

/** The certificates of a PEM text, whatever the white space in it. */
export function bare(text: string): string {
	return text.replace(/\s/g, '');
}

/** How certificates are pasted. */
const shape = fc.constantFrom<((pems: readonly string[]) => string)[]>(
	(pems) => pems.join('\n'),
	(pems) => pems.join('').replaceAll('\n', '\r\n'),
	(pems) => pems.join(' ').replaceAll('\n', ' '),
	(pems) => pems.join('\\n').replaceAll('\n', '\\n'),
	(pems) => pems.map((text) => `subject=CN = CA\n${text}\n`).join('\n\n'),
);

/** CA Certificate; it means the {@link bare} PEM of its certificates. */
export const caField: Field<string> = {
	label: 'CA Certificate',
	good: fc.oneof(
		textSamples(fc.constant('')),
		fc
			.tuple(fc.subarray(PEMS, { minLength: 1, maxLength: 3 }), shape)
			.map(([pems, paste]) => ({ value: paste(pems), means: bare(pems.join('')) })),
	),
	bad: fc.oneof(
		wellFormed.map((text) => `no certificate ${text}`),
		fc.constantFrom(
			'/etc/ssl/ca.pem',
			'-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----',
		),
		fc.tuple(pem, fc.double({ min: 0.1, max: 0.9, noNaN: true })).map(([text, share]) => {
			const body = text.replace(BEGIN, '').replace(END, '');
			return `${BEGIN}${body.slice(0, body.length * share)}\n${END}`;
		}),
		badBlock(),
		fc.tuple(pem, badBlock()).map((blocks) => blocks.join('\n')),
		pem.map((text) => text.replace(END, '')),
		pem.map((text) => text.replace(BEGIN, '')),
		notText,
	),
};

/** PEM of which some can be read, some nearly, and some not at all. */
export const garbledPem: fc.Arbitrary<string> = fc
	.array(
		fc.oneof(
			pem,
			badBlock(),
			wellFormed,
			fc.constantFrom(BEGIN, END, '-----', '\n', '\\n', '='),
			fc.tuple(pem, fc.nat({ max: 1200 }), fc.base64String({ maxLength: 4 })).map(changed),
		),
		{ maxLength: 4 },
	)
	.map((parts) => parts.join(''));

function badBlock(): fc.Arbitrary<string> {
	return fc
		.oneof(wellFormed, fc.base64String({ maxLength: 200 }))
		.map((body) => `${BEGIN}${body}\n${END}`);
}

function changed([text, at, stray]: readonly [string, number, string]): string {
	return text.slice(0, at) + stray + text.slice(at + stray.length);
}
