import { type Call, type CallKind, Calls } from './calls';
import type { Ticket } from './session';
import { Sessions } from './sessions';
import type { Settings } from './settings';

const MAX_WAITING_EVENTS = 100;

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
		const content = { caller: '10086', called: agentId, callid: call.callId, feature: '0' };
		this.queue(agentId, 'AgentEvent_Ringing', content);
		this.queue(agentId, 'AgentEvent_Talking', content);
		return call;
	}

	/** Ends a call and queues its event, whose content is the bare call id (cec_07_1363). */
	endCall(callId: string): void {
		const { agentId } = this.calls.end(callId);
		this.queue(agentId, 'AgentEvent_Call_Release', callId);
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
	}

	private queue(agentId: string, eventType: string, content: unknown): void {
		const waiting = this.events.get(agentId) ?? [];
		waiting.push({ eventType, workNo: agentId, content, eventGenTime: this.settings.now() });
		this.events.set(agentId, waiting.slice(-MAX_WAITING_EVENTS));
	}
}
