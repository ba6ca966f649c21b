import Queue from 'yocto-queue';

/** Lets so many pieces of work go on at the same time. Own code, as p-limit lets nobody go first. */
export class Slots {
	#free: number;
	readonly #urgent = new Queue<() => void>();
	readonly #waiting = new Queue<() => void>();

	/** @param count how many at the same time */
	constructor(count: number) {
		this.#free = count;
	}

	/**
	 * Waits for a slot. Whoever takes one has to give it back.
	 * @param isUrgent before all others that wait
	 */
	async take(isUrgent = false): Promise<void> {
		if (this.#free > 0) {
			this.#free--;
			return;
		}
		await new Promise<void>((resolve) => {
			(isUrgent ? this.#urgent : this.#waiting).enqueue(resolve);
		});
	}

	/** Gives a slot back. */
	give(): void {
		const next = this.#urgent.dequeue() ?? this.#waiting.dequeue();
		if (next === undefined) this.#free++;
		else next();
	}
}
