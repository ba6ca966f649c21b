import type { Reply } from './answers';
import type { Call, CallKind } from './call';
import { Calls } from './calls';
import type { Ticket } from './session';
import { Sessions } from './sessions';
import type { Settings } from './settings';

const MAX_WAITING_EVENTS = 100;
/** Values of `feature` in the events of a call. */
const FEATURES = { incoming: '0', conference: '53' } as const;

/** An event as the poll gives it, one at a time (cec_07_1274). */
export interface AgentEvent {
	readonly eventType: string;
	readonly workNo: string;
	readonly content: unknown;
	readonly eventGenTime: number;
}

/** Everything that the gateway remembers. Pure: no network, the clock and the Guids are passed in. */
export class GatewayState {
	readonly sessions: Sessions;
	readonly calls: Calls;
	private readonly events = new Map<string, AgentEvent[]>();
	private successes = 0;

	constructor(
		private readonly settings: Settings,
		newTicket: () => Ticket,
	) {
		this.sessions = new Sessions(settings, newTicket);
		this.calls = new Calls(settings);
	}

	/** Starts a call and queues its events; see `Calls.start`. */
	startCall(agentId: string, callId?: string, kind: CallKind = 'voice'): Call {
		const call = this.calls.start(agentId, callId, kind);
		this.announce(call.callId, agentId, FEATURES.incoming);
		return call;
	}

	/** Ends a call and queues the event of each agent who was in it. */
	endCall(callId: string): void {
		for (const agentId of this.calls.end(callId)) this.release(callId, agentId);
	}

	/** Adds an agent to a call and queues the agent's events; see `Calls.join`. */
	joinCall(callId: string, agentId: string): void {
		this.calls.join(callId, agentId);
		this.announce(callId, agentId, FEATURES.conference);
	}

	/** Makes a call one agent's alone, with everybody's events. Throws when no such call is active. */
	moveCall(callId: string, toAgentId: string): void {
		const before = this.calls.get(callId)?.agentIds ?? [];
		const leaving = before.filter((agentId) => agentId !== toAgentId);
		if (!before.includes(toAgentId)) this.joinCall(callId, toAgentId);
		for (const agentId of leaving) this.leaveCall(callId, agentId);
	}

	/** Takes an agent out of a call and queues the agent's event; see `Calls.leave`. */
	leaveCall(callId: string, agentId: string): void {
		this.calls.leave(callId, agentId);
		this.release(callId, agentId);
	}

	/** Puts the next of the configured wordings in place of `success`; see `successMessages`. */
	worded(reply: Reply): Reply {
		const { successMessages } = this.settings;
		if (reply.message !== 'success') return reply;
		this.successes += 1;
		const message = successMessages[(this.successes - 1) % successMessages.length];
		return { ...reply, message: message ?? reply.message };
	}

	/** Whether the poll has something to tell: an event or a renewed Guid. */
	hasNews(agentId: string): boolean {
		return (
			(this.events.get(agentId) ?? []).length > 0 || this.sessions.get(agentId)?.hasNews === true
		);
	}

	/** Takes the agent's oldest event out of the queue. */
	takeEvent(agentId: string): AgentEvent | undefined {
		return this.events.get(agentId)?.shift();
	}

	/** Forgets agents, calls and events. */
	clear(): void {
		this.sessions.clear();
		this.calls.clear();
		this.events.clear();
		this.successes = 0;
	}

	private announce(callId: string, agentId: string, feature: string): void {
		const content = { caller: '10086', called: agentId, callid: callId, feature };
		this.queue(agentId, 'AgentEvent_Ringing', content);
		this.queue(agentId, 'AgentEvent_Talking', content);
	}

	/** The content is the bare call id (cec_07_1363). */
	private release(callId: string, agentId: string): void {
		this.queue(agentId, 'AgentEvent_Call_Release', callId);
	}

	private queue(agentId: string, eventType: string, content: unknown): void {
		const waiting = this.events.get(agentId) ?? [];
		waiting.push({ eventType, workNo: agentId, content, eventGenTime: this.settings.now() });
		this.events.set(agentId, waiting.slice(-MAX_WAITING_EVENTS));
	}
}
