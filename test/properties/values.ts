import fc from 'fast-check';
import { wellFormed } from './text';

/** Names that objects have of their own, names that are numbers, and any text. */
const name = fc.oneof(
	fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'valueOf', 'toJSON'),
	fc.constantFrom('hasOwnProperty', '', 'a', 'b', '0', '10', '2', 'retcode', 'customer'),
	wellFormed,
);

const NUMBERS = '0 -0 -1 0.1 1e21 5e-324 9007199254740992 -12345.678'.split(' ');

const { value } = fc.letrec<{ value: string; leaf: string; list: string; object: string }>(
	(tie) => ({
		value: fc.oneof({ maxDepth: 3, depthSize: 'small' }, tie('leaf'), tie('list'), tie('object')),
		leaf: fc.oneof(
			fc.constantFrom('null', 'true', 'false', ...NUMBERS),
			wellFormed.map((text) => JSON.stringify(text)),
		),
		list: fc.array(tie('value'), { maxLength: 4 }).map((values) => `[${values.join(',')}]`),
		object: fc
			.uniqueArray(fc.tuple(name, tie('value')), { maxLength: 4, selector: ([key]) => key })
			.map((entries) => entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`))
			.map((members) => `{${members.join(',')}}`),
	}),
);

/** Text of any JSON value, with `__proto__` and its like as names. */
export const jsonText: fc.Arbitrary<string> = value;

/** Any JSON value, where `__proto__` is a name like any other. */
export const jsonValue: fc.Arbitrary<unknown> = jsonText.map((text): unknown => JSON.parse(text));

/** Objects and lists of JSON. */
export const jsonTree: fc.Arbitrary<object> = jsonValue.map((tree) =>
	typeof tree === 'object' && tree !== null ? tree : [tree],
);

/** Numbers whose last digits may have got lost, and those that are none. */
export const inexact: fc.Arbitrary<number> = fc.constantFrom(
	...[Number.NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), 1e21, Number.MAX_VALUE],
);

/** What JSON.stringify throws on, has no text for, or loses; made anew each time. */
export const notJson: fc.Arbitrary<unknown> = fc
	.constantFrom<(() => unknown)[]>(
		() => circular({}),
		() => circular([]),
		() => ({ nested: { toJSON: refuse } }),
		() => ({ toJSON: () => undefined }),
		() => ({
			get secret() {
				return refuse();
			},
		}),
		() => refuse,
		() => Symbol('text'),
		() => new Map([['a', 1]]),
		() => ({ nested: [/text/] }),
		() => ({ nested: new Set([1]) }),
		() => new Date(Number.NaN),
		() => 10n,
	)
	.map((make) => make());

/** What is no text, number or boolean: as expressions give it, and worse. */
export const notScalar: fc.Arbitrary<unknown> = fc.oneof(
	jsonTree,
	notJson,
	fc
		.constantFrom<(() => unknown)[]>(
			() => ({ toString: refuse, valueOf: refuse }),
			() => JSON.parse('{"toString":1,"valueOf":1}'),
			() => Object.create(null),
			() => new Date(0),
			() => Buffer.from('text'),
			() => Object('text'),
		)
		.map((make) => make()),
);

function circular(self: unknown[] | Record<string, unknown>): unknown {
	if (Array.isArray(self)) self.push(self);
	else self['self'] = self;
	return self;
}

function refuse(): never {
	throw new Error('This value does not like to be looked at');
}

/** Nothing, or text that nobody can see. */
export function isBlank(value: unknown): boolean {
	return (value ?? '') === '' || (typeof value === 'string' && value.trim() === '');
}

/** Whether JSON says nothing: null, an empty list, or an object whose values are all null or "". */
export function isBlankJson(value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 0;
	if (typeof value !== 'object' || value === null) return value === null;
	return Object.values(value).every((part) => (part ?? '') === '');
}
