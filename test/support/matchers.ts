/** Stands for any text that holds this one. */
export function textWith(part: string): unknown {
	return expect.stringContaining(part);
}
