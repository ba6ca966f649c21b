/** Freezes a value and everything in it, so that whoever changes something of it throws. */
export function freeze(value: unknown): void {
	if (typeof value !== 'object' || value === null) return;
	if (Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
	Object.freeze(value);
	for (const part of Object.values(Object.getOwnPropertyDescriptors(value))) freeze(part.value);
}
