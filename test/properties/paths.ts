import fc from 'fast-check';
import { type IDataObject, jsonParse } from 'n8n-workflow';
import { jsonText } from './values';

/** An expression's path, and the JSON of items in which it may lead somewhere. */
export interface PathSample {
	/** What follows `$json.`; not always JavaScript. */
	readonly path: string;
	readonly items: readonly IDataObject[];
}

/** Names of which some are none in JavaScript, and some are those of an object's machinery. */
const name = fc.oneof(
	{ weight: 3, arbitrary: fc.constantFrom('a', 'b', 'A_1', 'class', 'length', 'json') },
	{ weight: 1, arbitrary: fc.constantFrom('toString', 'valueOf', 'hasOwnProperty', 'first') },
	{ weight: 1, arbitrary: fc.constantFrom('constructor', '__proto__', 'prototype', 'mainModule') },
	{ weight: 2, arbitrary: fc.constantFrom('', '0', '1', '1b', '_c', 'ä') },
);

const leaf = fc.constantFrom(
	'"text"',
	'"={{ 1 + 1 }}"',
	'""',
	'0',
	'-0',
	'1.5',
	'1e21',
	'true',
	'null',
);

/** Paths with items where they lead to text, a number or a boolean, to something else, or nowhere. */
export const pathSamples: fc.Arbitrary<PathSample> = fc
	.array(name, { minLength: 1, maxLength: 3 })
	.chain((names) => {
		const end = fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 1, arbitrary: jsonText });
		const steps = fc.tuple(end, fc.nat({ max: names.length - 1 }), fc.boolean());
		const item = steps.map(([text, dropped, isCut]) => {
			const [first = '', ...others] = isCut ? names.slice(dropped) : names;
			return jsonParse<IDataObject>(member(first, others.reduceRight(inside, text)));
		});
		return fc.record({
			path: fc.constant(names.join('.')),
			items: fc.array(item, { minLength: 1, maxLength: 12, size: 'max' }),
		});
	});

/** Text of what holds a value under a name: an object, or a list for a small number. */
function inside(text: string, name: string): string {
	return /^[01]$/.test(name) ? `[${text},${text}]` : member(name, text);
}

function member(name: string, text: string): string {
	return `{${JSON.stringify(name)}:${text}}`;
}
