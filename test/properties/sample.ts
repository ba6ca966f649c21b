import fc from 'fast-check';
import { inexact, notScalar } from './values';
import { nothing, padding } from './text';

/** A value for a field that has to be taken, and what it means. */
export interface Sample<Meaning> {
	readonly value: unknown;
	readonly means: Meaning;
}

/** A field of a form: values that have to be taken, and values that have to be refused by its name. */
export interface Field<Meaning> {
	/** The name that the form shows. */
	readonly label: string;
	readonly good: fc.Arbitrary<Sample<Meaning>>;
	readonly bad: fc.Arbitrary<unknown>;
}

/** Fields of a form by the name under which n8n gives them, one of which has to be refused. */
export interface Spoilt {
	/** The name that the form shows of that one. */
	readonly label: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** Puts a bad value of a field into the form, and beside it what makes the form read it. */
export function spoil(
	{ label, bad }: Pick<Field<unknown>, 'label' | 'bad'>,
	put: (value: unknown) => Spoilt['fields'],
): fc.Arbitrary<Spoilt> {
	return bad.map((value) => ({ label, fields: put(value) }));
}

/** What no field for one text takes. */
export const notText: fc.Arbitrary<unknown> = fc.oneof(inexact, notScalar, fc.boolean());

/** Texts that mean themselves, with white space around them, and nothing, which means ''. */
export function textSamples(texts: fc.Arbitrary<string>): fc.Arbitrary<Sample<string>> {
	const given = fc
		.tuple(texts, padding)
		.map(([text, pad]) => ({ value: pad(text), means: text.trim() }));
	return fc.oneof(
		{ weight: 4, arbitrary: given },
		nothing.map((value) => ({ value, means: '' })),
	);
}

/** A field that must not be nothing, where an expression in it would have to give something. */
export function needed<Meaning>({ label, good, bad }: Field<Meaning>): Field<Meaning> {
	const absent = fc.constantFrom(undefined, null);
	return {
		label,
		good: good.filter(({ value }) => value !== undefined && value !== null),
		bad: fc.oneof({ weight: 9, arbitrary: bad }, absent),
	};
}

/** A field for a whole number: as number and as text. */
export function integerField(
	label: string,
	{ min, max }: { readonly min: number; readonly max: number },
): Field<number> {
	const edges = fc.constantFrom(min, min + 1, max - 1, max);
	const numbers = fc.oneof(edges, fc.integer({ min, max }));
	const outside = fc.oneof(
		fc.constantFrom(min - 1, max + 1, -1, min + 0.5, max - 0.5, 2 ** 31, 2 ** 53 - 1),
		fc.integer({ min: max + 1 }),
		fc.double({ noInteger: true }),
	);
	return {
		label,
		good: fc.oneof(
			numbers.map((means) => ({ value: means, means })),
			fc.tuple(numbers, padding).map(([means, pad]) => ({ value: pad(String(means)), means })),
		),
		bad: fc.oneof(
			outside,
			outside.map(String),
			fc.constantFrom('1e1', '0x10', '+5', '１２', '٣', '5 0', '5;', '5\0', 'ten', 'NaN'),
			notText,
		),
	};
}

/** The same where nothing means a default. */
export function presetField(
	label: string,
	{ preset, ...range }: { readonly min: number; readonly max: number; readonly preset: number },
): Field<number> {
	const { good, bad } = integerField(label, range);
	const absent = nothing.map((value) => ({ value, means: preset }));
	return { label, good: fc.oneof({ weight: 4, arbitrary: good }, absent), bad };
}

/** A switch: booleans and their words; nothing means false. */
export function switchField(label: string): Field<boolean> {
	return {
		label,
		good: fc.oneof(
			fc.boolean().map((means) => ({ value: means, means })),
			fc.boolean().map((means) => ({ value: String(means), means })),
			fc.constantFrom(undefined, null, '').map((value) => ({ value, means: false })),
		),
		bad: fc.oneof(
			fc.constantFrom('yes', 'on', 'TRUE', ' true ', '1', '0', 1, 0, -0),
			inexact,
			notScalar,
		),
	};
}
