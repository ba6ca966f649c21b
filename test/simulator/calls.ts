import { Refusal } from './answers';
import type { Call, CallKind, SetValue } from './call';
import type { Settings } from './settings';

type OpenCall = Omit<Call, 'agentIds'> & { readonly agentIds: string[] };
type CallSettings = Pick<Settings, 'severalCalls' | 'multimediaWithoutCallId' | 'now'>;

/** The calls of all agents. Calls that ended stay readable for tests. Pure: the clock is passed in. */
export class Calls {
	private readonly calls = new Map<string, OpenCall>();
	/** The active calls by agent, in the order in which the agent came into them. */
	private readonly active = new Map<string, OpenCall[]>();
	private started = 0;
	private written = 0;

	constructor(private readonly settings: CallSettings) {}

	/**
	 * Starts a call of the agent. Without an id it makes one like the gateway's: unix time, hyphen,
	 * counter. Throws when a call with this id is active.
	 */
	start(agentId: string, callId: string | undefined, kind: CallKind): Call {
		const beganAtMs = this.settings.now();
		this.started += 1;
		const counter = (kind === 'voice' ? 1000 : 16_777_216) + this.started;
		const id = callId ?? `${Math.floor(beganAtMs / 1000)}-${counter}`;
		if (this.calls.get(id)?.endedAtMs === undefined && this.calls.has(id)) {
			throw new Error(`call ${id} is active already`);
		}
		const call: OpenCall = { callId: id, agentIds: [], kind, beganAtMs, values: [] };
		this.calls.set(id, call);
		this.enter(call, agentId);
		return call;
	}

	/** Adds an agent to a call. Throws when no such call is active, or the agent is in it. */
	join(callId: string, agentId: string): void {
		const call = this.activeCall(callId);
		if (call.agentIds.includes(agentId)) {
			throw new Error(`agent ${agentId} is in call ${callId} already`);
		}
		this.enter(call, agentId);
	}

	/** Takes an agent out of a call; the last one to leave ends it. Throws when the agent is not in it. */
	leave(callId: string, agentId: string): void {
		const call = this.activeCall(callId);
		if (!call.agentIds.includes(agentId)) {
			throw new Error(`agent ${agentId} is not in call ${callId}`);
		}
		this.exit(call, agentId);
		if (call.agentIds.length === 0) call.endedAtMs = this.settings.now();
	}

	/** Ends a call and gives the agents who were in it. Throws when no such call is active. */
	end(callId: string): readonly string[] {
		const { agentIds } = this.activeCall(callId);
		const all = [...agentIds];
		for (const agentId of all) this.leave(callId, agentId);
		return all;
	}

	/** The agent's active calls, in the order in which the agent came into them. */
	activeOf(agentId: string): readonly Call[] {
		return this.active.get(agentId) ?? [];
	}

	/**
	 * The call that a request means: by its id, or the agent's current call when the id is omitted.
	 * Throws Refusal 400-001 when the agent has no such call, or as the settings say when an omitted
	 * id is ambiguous or the call is a multimedia one.
	 */
	find(agentId: string, callId: string | undefined): Call {
		if (callId !== undefined) {
			const call = this.calls.get(callId);
			if (call?.agentIds.includes(agentId) !== true) throw new Refusal('400-001');
			return call;
		}
		const { severalCalls, multimediaWithoutCallId } = this.settings;
		const active = this.activeOf(agentId);
		if (active.length > 1 && severalCalls === '000-002') throw new Refusal(severalCalls);
		const call = active.at(severalCalls === 'oldest' ? 0 : -1);
		if (call === undefined) throw new Refusal('400-001');
		if (call.kind === 'multimedia' && multimediaWithoutCallId !== 'accept') {
			throw new Refusal(multimediaWithoutCallId);
		}
		return call;
	}

	/** Replaces the call-associated data by these original bytes, in the name of an agent. */
	set(call: Call, agentId: string, data: Buffer): SetValue {
		this.written += 1;
		const value = {
			order: this.written,
			atMs: this.settings.now(),
			callId: call.callId,
			agentId,
			value: data.toString('utf8'),
		};
		call.data = data;
		call.values.push(value);
		return value;
	}

	/** A call by its id, active or ended. */
	get(callId: string): Call | undefined {
		return this.calls.get(callId);
	}

	/** Forgets every call. */
	clear(): void {
		this.calls.clear();
		this.active.clear();
		this.written = 0;
	}

	private activeCall(callId: string): OpenCall {
		const call = this.calls.get(callId);
		if (call === undefined || call.endedAtMs !== undefined) {
			throw new Error(`there is no active call ${callId}`);
		}
		return call;
	}

	private enter(call: OpenCall, agentId: string): void {
		call.agentIds.push(agentId);
		this.active.set(agentId, [...(this.active.get(agentId) ?? []), call]);
	}

	private exit(call: OpenCall, agentId: string): void {
		call.agentIds.splice(call.agentIds.indexOf(agentId), 1);
		const left = (this.active.get(agentId) ?? []).filter((other) => other !== call);
		if (left.length === 0) this.active.delete(agentId);
		else this.active.set(agentId, left);
	}
}
