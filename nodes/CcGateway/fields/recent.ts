/** Keeps the values that were asked for last, by a text, so many of them. */
export class Recent<Value> {
	readonly #values = new Map<string, Value>();

	/** @param most how many are kept */
	constructor(private readonly most: number) {}

	/** Gives the value for a text, made anew unless it is kept. */
	get(text: string, make: () => Value): Value {
		const value = this.#values.get(text) ?? make();
		this.#values.delete(text);
		this.#values.set(text, value);
		const [oldest] = this.#values.keys();
		if (this.#values.size > this.most && oldest !== undefined) this.#values.delete(oldest);
		return value;
	}
}
