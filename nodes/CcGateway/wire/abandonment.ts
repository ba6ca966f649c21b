/**
 * Tells all who work for an exchange that nobody waits for it any more. An AbortController would do,
 * but each request would need one, and it takes longer than the rest of the bookkeeping.
 */
export class Abandonment {
	#isAbandoned = false;
	readonly #ends: (() => void)[] = [];

	get isAbandoned(): boolean {
		return this.#isAbandoned;
	}

	/** Calls everything that was registered. */
	abandon(): void {
		this.#isAbandoned = true;
		for (const end of this.#ends.splice(0)) end();
	}

	/** Forgets them: the work is done, and what it used may be another's by now. */
	settle(): void {
		this.#ends.length = 0;
	}

	/** Registers what is to be called then; called at once if it has happened. */
	onAbandon(end: () => void): void {
		if (this.#isAbandoned) end();
		else this.#ends.push(end);
	}
}
