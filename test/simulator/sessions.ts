import { Refusal } from './answers';
import { Session, type Ticket } from './session';
import type { Settings } from './settings';

/** What the check of a request looks at; absent headers are undefined. */
export interface Claim {
	readonly guid: string | undefined;
	readonly cookie: string | undefined;
}

type SessionSettings = Pick<
	Settings,
	| 'authMode'
	| 'guidIntervalMs'
	| 'guidGraceMs'
	| 'signOutAfterMs'
	| 'wrongGuid'
	| 'requireCookie'
	| 'now'
	| 'onGuid'
>;

/** The signed-in agents and their Guids (cec_07_0005). Pure: clock and Guids come from outside. */
export class Sessions {
	private readonly sessions = new Map<string, Session>();

	constructor(
		private readonly settings: SessionSettings,
		private readonly newTicket: () => Ticket,
	) {}

	/** Signs the agent in; an older session of the same agent ends. */
	signIn(agentId: string): Ticket {
		const ticket = this.newTicket();
		this.sessions.set(agentId, new Session(ticket, this.settings.now()));
		return ticket;
	}

	/** Ends the agent's session. */
	signOut(agentId: string): void {
		this.sessions.delete(agentId);
	}

	/** The agent's session as the clock has it now; undefined when the agent is not signed in. */
	get(agentId: string): Session | undefined {
		const session = this.sessions.get(agentId);
		if (session === undefined) return undefined;
		const { authMode, guidIntervalMs, signOutAfterMs, now } = this.settings;
		const nowMs = now();
		if (signOutAfterMs > 0 && nowMs - session.lastRequestAtMs >= signOutAfterMs) {
			this.sessions.delete(agentId);
			return undefined;
		}
		const dueAtMs = session.dueAtMs(nowMs, guidIntervalMs);
		if (authMode === 'dynamic' && dueAtMs !== undefined) {
			this.replaceGuid(agentId, session, dueAtMs);
			// Of several intervals at once only the last needs a Guid: nobody was told the others.
			const skippedMs = Math.floor((nowMs - dueAtMs) / guidIntervalMs) * guidIntervalMs;
			if (skippedMs > 0) this.replaceGuid(agentId, session, dueAtMs + skippedMs);
		}
		return session;
	}

	/**
	 * Replaces the agent's Guid and gives the new one, which the agent still has to be told. The old
	 * one has its grace in dynamic mode and none in static mode. Throws when the agent is not signed in.
	 */
	renew(agentId: string): string {
		const session = this.get(agentId);
		if (session === undefined) throw new Error(`agent ${agentId} is not signed in`);
		return this.replaceGuid(agentId, session, this.settings.now());
	}

	/** Does what the clock asks for: renews Guids and signs silent agents out. */
	tick(): void {
		for (const agentId of this.sessions.keys()) this.get(agentId);
	}

	/**
	 * Checks a request of the agent and gives the session. Throws Refusal 100-006 without a session or
	 * its cookie, and as `wrongGuid` says for a Guid that is not accepted. An interface that hands out
	 * Guids also takes the last one that the agent was told: nobody could learn the new one otherwise.
	 */
	check(agentId: string, { guid, cookie }: Claim, handsOutGuid: boolean): Session {
		const { requireCookie, wrongGuid, now } = this.settings;
		const session = this.get(agentId);
		if (session === undefined) throw new Refusal('100-006');
		if (requireCookie && !cookiesOf(cookie).includes(session.cookie)) throw new Refusal('100-006');
		const isAccepted =
			guid !== undefined &&
			(session.accepts(guid, now()) || (handsOutGuid && session.hasTold(guid)));
		if (!isAccepted) throw new Refusal(wrongGuid);
		session.lastRequestAtMs = now();
		return session;
	}

	/** Forgets everybody. */
	clear(): void {
		this.sessions.clear();
	}

	private replaceGuid(agentId: string, session: Session, atMs: number): string {
		const { authMode, guidGraceMs, onGuid } = this.settings;
		const { guid } = this.newTicket();
		session.renew(guid, atMs, authMode === 'dynamic' ? guidGraceMs : 0);
		onGuid(agentId, guid);
		return guid;
	}
}

function cookiesOf(header = ''): string[] {
	return header.split(';').map((cookie) => cookie.trim());
}
