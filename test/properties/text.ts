import fc from 'fast-check';

/** Characters and words that have broken programs before; each is well-formed by itself. */
const HOSTILE = [
	...['\0', '\u0001', '\b', '\t', '\n', '\r', '\u001b', '\u007f', '\u0085', '\u00a0', '\u200b'],
	...['\u2028', '\u202e', '\ufeff', '\ufffd', '\uffff', 'é', '客', '１', '٣', '😀', '👩‍👧', 'İ'],
	...['%', '%2e', '\\', '/', '../', '"', "'", '<', '&', '${', '{{', '}}', '`', '=', '#', '?', ';'],
	...['__proto__', 'constructor', 'toString', '[removed]', '\\u0000', '\\ud800', '=={', 'null'],
] as const;

const hostile = fc.constantFrom(...HOSTILE);

/** Any character but half of a surrogate pair; fast-check's own takes a second to set up. */
const codePoint = fc
	.oneof(fc.nat({ max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }))
	.map((code) => String.fromCodePoint(code));

/** Text that has a form in UTF-8: ordinary, hostile, and of any code points; may be empty or blank. */
export const wellFormed: fc.Arbitrary<string> = fc.oneof(
	fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
	fc.string({ unit: codePoint, maxLength: 20 }),
	fc.string({ unit: hostile, maxLength: 12 }),
);

/** Text with half of a surrogate pair in it, which has no form in UTF-8. */
export const halfPaired: fc.Arbitrary<string> = fc
	.tuple(wellFormed, fc.constantFrom('\ud800', '\udbff', '\udc00', '\udfff'), wellFormed)
	.map((parts) => parts.join(''));

/** What the value of a header may be: printable ASCII that neither begins nor ends with a space. */
export const headerText: fc.Arbitrary<string> = fc
	.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 60 })
	.map((text) => text.trim())
	.filter((text) => text !== '');

/** What no header may hold in its one line. */
export const stray = fc.constantFrom('\0', '\t', '\u007f', '\u0085', 'é', '客', '\ud800');

const lineBreak = fc.constantFrom('\r\nX-Evil: 1', '\r', '\n');

/** What no header may hold, where nothing trims it: in the middle. */
export const notHeaderText: fc.Arbitrary<string> = fc
	.tuple(headerText, fc.oneof(stray, lineBreak), headerText)
	.map((parts) => parts.join(''));

const WHITE_SPACE = ['', '', ' ', '\n', '\t \r\n', '\u00a0', '\ufeff', '\u2028'] as const;
const space = fc.constantFrom(...WHITE_SPACE);

/** Puts white space around a text, as it comes with pasting. */
export const padding: fc.Arbitrary<(text: string) => string> = fc.tuple(space, space).map(
	([before, after]) =>
		(text) =>
			before + text + after,
);

/** Nothing, in each form in which an empty field comes. */
export const nothing: fc.Arbitrary<unknown> = fc.constantFrom(
	...[undefined, null, '', ' \n\t', '\ufeff'],
);
