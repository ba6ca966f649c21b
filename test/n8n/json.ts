/** Tells whether a value is an object or an array, so that it can be looked into. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

/** What lies at a path in parsed JSON; undefined when the path ends early. */
export function at(value: unknown, ...keys: readonly (string | number)[]): unknown {
	return keys.reduce((inner, key) => (isRecord(inner) ? inner[key] : undefined), value);
}

/** The text at a path in parsed JSON. */
export function textAt(value: unknown, ...keys: readonly (string | number)[]): string {
	const text = at(value, ...keys);
	if (typeof text !== 'string') {
		throw new Error(`No text at ${keys.join('.')} in ${JSON.stringify(value)}`);
	}
	return text;
}

/** The list at a path in parsed JSON. */
export function listAt(value: unknown, ...keys: readonly (string | number)[]): readonly unknown[] {
	const list: unknown = at(value, ...keys);
	if (!Array.isArray(list)) {
		throw new Error(`No list at ${keys.join('.')} in ${JSON.stringify(value)}`);
	}
	return list;
}

/**
 * Reads the form in which n8n hands out execution data: one array, in which every text inside an
 * object or array is the index of the value that belongs there.
 */
export function unflatten(flat: string): unknown {
	const values: unknown = JSON.parse(flat);
	if (!Array.isArray(values)) throw new Error('Execution data is not in the expected form');
	const read = (reference: unknown): unknown => {
		if (typeof reference !== 'string') return reference;
		const value: unknown = values[Number(reference)];
		if (Array.isArray(value)) return value.map(read);
		if (!isRecord(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, read(inner)]));
	};
	return read('0');
}
