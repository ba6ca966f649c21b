/** A place in one or more lanes. */
export interface Place {
	/** Whether everybody who came before in these lanes has left. */
	readonly isFirst: boolean;
	/** Resolves when it is. */
	readonly turn: Promise<void>;
	/** Lets the next ones in; also for a place whose turn has not come. */
	leave(): void;
}

/**
 * Lets those who share a lane go one after the other, in the order in which they joined. All lanes of
 * a place are joined in one step, so no two places ever wait for each other.
 */
export class Lanes {
	/** By name, the last step of each lane that somebody is in. */
	readonly #lasts = new Map<string, Step>();

	/** @param names of the lanes, each once; a place in none never waits */
	join(names: readonly string[]): Place {
		const steps = names.map((name) => new Step(name, this.#lasts.get(name)));
		const place = new PlaceInLanes(steps, (step) => {
			if (this.#lasts.get(step.name) === step) this.#lasts.delete(step.name);
		});
		for (const step of steps) {
			step.place = place;
			this.#lasts.set(step.name, step);
		}
		return place;
	}

	/** How many lanes somebody is in. */
	get size(): number {
		return this.#lasts.size;
	}
}

/** A place's part in one lane. */
class Step {
	place: PlaceInLanes | undefined;
	next: Step | undefined;
	isFirst: boolean;

	constructor(
		readonly name: string,
		before: Step | undefined,
	) {
		this.isFirst = before === undefined;
		if (before) before.next = this;
	}
}

class PlaceInLanes implements Place {
	readonly turn: Promise<void>;
	#begin: () => void = () => undefined;
	#hasLeft = false;

	constructor(
		private readonly steps: readonly Step[],
		private readonly endLane: (step: Step) => void,
	) {
		this.turn = new Promise((resolve) => {
			this.#begin = resolve;
		});
		if (this.isFirst) this.#begin();
	}

	get isFirst(): boolean {
		return this.steps.every((step) => step.isFirst);
	}

	leave(): void {
		this.#hasLeft = true;
		const changed: PlaceInLanes[] = [this];
		for (const place of changed) changed.push(...place.#advance());
	}

	/**
	 * Called when it leaves, and when its turn has come in a lane: it begins, or passes on the lanes
	 * that it is first in.
	 * @returns the places whose turn has come by this
	 */
	#advance(): PlaceInLanes[] {
		if (!this.#hasLeft) {
			if (this.isFirst) this.#begin();
			return [];
		}
		return this.steps
			.filter(({ isFirst }) => isFirst)
			.flatMap((step) => {
				step.isFirst = false;
				this.endLane(step);
				if (!step.next) return [];
				step.next.isFirst = true;
				return step.next.place ? [step.next.place] : [];
			});
	}
}
