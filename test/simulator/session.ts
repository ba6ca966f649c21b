/** What a signed-in agent sends back with every request. */
export interface Ticket {
	/** Value of the header `Guid`. */
	readonly guid: string;
	/** Value of the header `Cookie`: the sticky cookie of a load balancer, `name=value`. */
	readonly cookie: string;
}

/** One agent's session: the Guid of now, those before it, and which of them the agent was told. */
export class Session {
	readonly cookie: string;
	lastRequestAtMs: number;
	private guid: string;
	private toldGuid: string;
	private renewedAtMs: number;
	/** Replaced Guids with the time until which they are accepted. */
	private readonly replaced = new Map<string, number>();

	/** Begins a session with a Guid that the agent is told at sign-in. */
	constructor({ guid, cookie }: Ticket, nowMs: number) {
		this.cookie = cookie;
		this.guid = guid;
		this.toldGuid = guid;
		this.renewedAtMs = nowMs;
		this.lastRequestAtMs = nowMs;
	}

	/** Whether there is a Guid that the agent has not been told. */
	get hasNews(): boolean {
		return this.guid !== this.toldGuid;
	}

	/** Whether a Guid opens this session: the Guid of now, or a replaced one within its grace. */
	accepts(guid: string, nowMs: number): boolean {
		return guid === this.guid || (this.replaced.get(guid) ?? 0) > nowMs;
	}

	/** Whether this is the newest Guid that the agent was told, however old it is. */
	hasTold(guid: string): boolean {
		return guid === this.toldGuid;
	}

	/** Tells the Guid of now, once; undefined when the agent knows it already. */
	tell(): string | undefined {
		if (!this.hasNews) return undefined;
		this.toldGuid = this.guid;
		return this.guid;
	}

	/** When the Guid fell due for renewal: the end of its interval; undefined when it did not. */
	dueAtMs(nowMs: number, intervalMs: number): number | undefined {
		const dueAtMs = this.renewedAtMs + intervalMs;
		return dueAtMs <= nowMs ? dueAtMs : undefined;
	}

	/** Puts a new Guid in place at a time; the one before it is accepted for `graceMs` from then on. */
	renew(guid: string, atMs: number, graceMs: number): void {
		for (const [old, untilMs] of this.replaced) {
			if (untilMs <= atMs) this.replaced.delete(old);
		}
		this.replaced.set(this.guid, atMs + graceMs);
		this.guid = guid;
		this.renewedAtMs = atMs;
	}
}
