import type { Fault } from './faults';
import { generator } from './random';

/** Which requests a fault is for; what is left out matches everything. */
export interface FaultMatch {
	/** Part of the path, such as `setcalldataex`. */
	readonly path?: string;
	readonly agentId?: string;
	readonly callId?: string;
	/** `reused`: only a request that is not the first on its connection; `new`: only the first. */
	readonly connection?: 'new' | 'reused';
}

/** What {@link FaultMatch} looks at. */
export interface Matchable {
	readonly path: string;
	readonly agentId: string | undefined;
	readonly callId: string | undefined;
	readonly connection: 'new' | 'reused';
}

interface Planned {
	readonly fault: Fault;
	readonly match: FaultMatch;
	timesLeft: number;
}

/** Decides which request meets which fault. Pure; the random numbers come from the seed only. */
export class FaultPlan {
	private planned: Planned[] = [];
	private rate = 0;
	private choices: readonly Fault[] = [];
	private rateMatch: FaultMatch = {};
	private random: () => number;

	/** Takes the seed of the generator behind `failAtRate`. */
	constructor(private readonly seed: number) {
		this.random = generator(seed);
	}

	/** Plans a fault for the next `times` matching requests, after the ones that are planned. */
	failNext(fault: Fault, times: number, match: FaultMatch): void {
		this.planned.push({ fault, match, timesLeft: times });
	}

	/** From now on a share of the matching requests, 0 to 1, meets one of the faults; 0 is none. */
	failAtRate(rate: number, faults: readonly Fault[], match: FaultMatch): void {
		if (!(rate >= 0 && rate <= 1)) throw new Error('the rate has to be between 0 and 1');
		if (rate > 0 && faults.length === 0) throw new Error('a rate needs at least one fault');
		this.rate = rate;
		this.choices = faults;
		this.rateMatch = match;
	}

	/** The fault for a request, which is used up by this; undefined when all goes well. */
	next(request: Matchable): Fault | undefined {
		const planned = this.planned.find(({ match }) => matches(match, request));
		if (planned !== undefined) {
			planned.timesLeft -= 1;
			if (planned.timesLeft <= 0) this.planned = this.planned.filter((item) => item !== planned);
			return planned.fault;
		}
		if (this.rate === 0 || !matches(this.rateMatch, request)) return undefined;
		if (this.random() >= this.rate) return undefined;
		return this.choices[Math.floor(this.random() * this.choices.length)];
	}

	/** Forgets all faults and starts the generator anew. */
	clear(): void {
		this.planned = [];
		this.rate = 0;
		this.random = generator(this.seed);
	}
}

function matches(match: FaultMatch, request: Matchable): boolean {
	return (
		(match.path === undefined || request.path.includes(match.path)) &&
		(match.agentId === undefined || request.agentId === match.agentId) &&
		(match.callId === undefined || request.callId === match.callId) &&
		(match.connection === undefined || request.connection === match.connection)
	);
}
