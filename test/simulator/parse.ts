/** The fields of a JSON object whose values are not known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Tells whether a value is a JSON object (no array, not null). */
export function isFields(value: unknown): value is Fields {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Takes JSON text and gives its object; undefined for any other text. */
export function parseFields(text: string): Fields | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isFields(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** Gives a string field; throws when it is there but no string, or absent without a default. */
export function text(fields: Fields, name: string, fallback?: string): string {
	const value = fields[name] ?? fallback;
	if (typeof value !== 'string') throw new Error(`'${name}' has to be a string`);
	return value;
}

/** Gives a number field that is at least 0; throws when it is anything else. */
export function amount(fields: Fields, name: string, fallback?: number): number {
	const value = fields[name] ?? fallback;
	if (typeof value !== 'number' || !(value >= 0)) {
		throw new Error(`'${name}' has to be a number, 0 or more`);
	}
	return value;
}

/** Gives one of the choices; throws when it is none of them. */
export function oneOf<const T extends string>(value: unknown, choices: readonly T[]): T {
	const found = choices.find((choice) => choice === value);
	if (found === undefined) throw new Error(`has to be one of: ${choices.join(', ')}`);
	return found;
}

/** Gives those of the named string fields that are there; throws when one is no string. */
export function optionalTexts<const T extends string>(
	fields: Fields,
	names: readonly T[],
): Partial<Record<T, string>> {
	const found: Partial<Record<T, string>> = {};
	for (const name of names) if (fields[name] !== undefined) found[name] = text(fields, name);
	return found;
}
