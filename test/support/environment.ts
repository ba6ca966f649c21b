/** Sets environment variables, or removes those that are undefined; gives a function that undoes it. */
export function setEnvironment(values: Readonly<Record<string, string | undefined>>): () => void {
	const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
	apply(Object.entries(values));
	return () => {
		apply(before);
	};
}

function apply(values: readonly (readonly [string, string | undefined])[]): void {
	for (const [name, value] of values) {
		if (value === undefined) Reflect.deleteProperty(process.env, name);
		else process.env[name] = value;
	}
}
