import { Refusal } from './answers';
import type { Settings } from './settings';

/** Voice calls are one at a time as a rule; multimedia sessions run side by side. */
export const CALL_KINDS = ['voice', 'multimedia'] as const;
/** One of {@link CALL_KINDS}. */
export type CallKind = (typeof CALL_KINDS)[number];

/** A value that was set, as original text (decoded if it came as Base64), and when. */
export interface SetValue {
	readonly atMs: number;
	readonly value: string;
}

/** A call with its call-associated data. */
export interface Call {
	readonly callId: string;
	readonly agentId: string;
	readonly kind: CallKind;
	readonly beganAtMs: number;
	endedAtMs?: number;
	/** The original bytes; undefined until something was set. */
	data?: Buffer;
	readonly values: SetValue[];
}

type CallSettings = Pick<Settings, 'severalCalls' | 'multimediaWithoutCallId' | 'now'>;

/** The calls of all agents. Calls that ended stay readable for tests. Pure: the clock is passed in. */
export class Calls {
	private readonly calls = new Map<string, Call>();
	private started = 0;

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
		const call: Call = { callId: id, agentId, kind, beganAtMs, values: [] };
		this.calls.set(id, call);
		return call;
	}

	/** Ends a call. Throws when no such call is active. */
	end(callId: string): Call {
		const call = this.calls.get(callId);
		if (call === undefined || call.endedAtMs !== undefined) {
			throw new Error(`there is no active call ${callId}`);
		}
		call.endedAtMs = this.settings.now();
		return call;
	}

	/** The agent's active calls, oldest first. */
	activeOf(agentId: string): Call[] {
		return [...this.calls.values()].filter(
			(call) => call.agentId === agentId && call.endedAtMs === undefined,
		);
	}

	/**
	 * The call that a request means: by its id, or the agent's current call when the id is omitted.
	 * Throws Refusal 400-001 when the agent has no such call, or as the settings say when an omitted
	 * id is ambiguous or the call is a multimedia one.
	 */
	find(agentId: string, callId: string | undefined): Call {
		if (callId !== undefined) {
			const call = this.calls.get(callId);
			if (call?.agentId !== agentId || call.endedAtMs !== undefined) throw new Refusal('400-001');
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

	/** Replaces the call-associated data by these original bytes. */
	set(call: Call, data: Buffer): void {
		call.data = data;
		call.values.push({ atMs: this.settings.now(), value: data.toString('utf8') });
	}

	/** A call by its id, active or ended. */
	get(callId: string): Call | undefined {
		return this.calls.get(callId);
	}

	/** Forgets every call. */
	clear(): void {
		this.calls.clear();
	}

	/** Number of calls, active and ended. */
	get size(): number {
		return this.calls.size;
	}
}
