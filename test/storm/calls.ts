import type { Simulator } from '../simulator';

/** How often the calls of a gateway have changed since the storm began, by the kind of change. */
export type CallChanges = Readonly<Record<'began' | 'ended' | 'moved' | 'joined' | 'left', number>>;

/** The calls of a gateway, which begin, end and move between the agents. */
export interface StormCalls {
	readonly changes: CallChanges;
	/** Changes a call of some agent. */
	change(): void;
	/** Ends the agent's current call and puts the next one through to the agent. */
	replace(agentId: string): void;
}

/** How likely an agent who has lost a call gets the next one at once. */
const NEXT_CALL_RATE = 0.75;
const MOST_CALLS = 3;

/** Puts a call through to each agent; every fourth one joins the call of the agent before. */
export function startCalls(
	simulator: Simulator,
	agentIds: readonly string[],
	random: () => number,
): StormCalls {
	const changes = { began: 0, ended: 0, moved: 0, joined: 0, left: 0 };
	const someAgent = (): string => agentIds[Math.floor(random() * agentIds.length)] ?? '';
	const currentOf = (agentId: string): string | undefined => simulator.callsOf(agentId).at(-1);
	const begin = (agentId: string): void => {
		simulator.startCall(agentId);
		changes.began += 1;
	};
	const end = (callId: string): void => {
		simulator.endCall(callId);
		changes.ended += 1;
	};
	const beginPerhaps = (agentId: string): void => {
		if (random() < NEXT_CALL_RATE) begin(agentId);
	};
	const replace = (agentId: string): void => {
		const callId = currentOf(agentId);
		if (callId !== undefined) end(callId);
		begin(agentId);
	};
	const CHANGES: readonly ((callId: string, agentId: string) => void)[] = [
		(callId, agentId) => {
			end(callId);
			beginPerhaps(agentId);
		},
		(callId, agentId) => {
			const other = someAgent();
			if (other === agentId) return;
			simulator.moveCall(callId, other);
			changes.moved += 1;
			beginPerhaps(agentId);
		},
		(callId) => {
			const other = someAgent();
			if (simulator.callsOf(other).includes(callId)) return;
			simulator.joinCall(callId, other);
			changes.joined += 1;
		},
		(callId, agentId) => {
			simulator.leaveCall(callId, agentId);
			changes.left += 1;
			beginPerhaps(agentId);
		},
	];

	agentIds.forEach((agentId, position) => {
		const before = agentIds[position - 1];
		const callId = position % 4 === 3 && before !== undefined ? currentOf(before) : undefined;
		if (callId === undefined) simulator.startCall(agentId);
		else simulator.joinCall(callId, agentId);
	});
	return {
		changes,
		replace,
		change: () => {
			const agentId = someAgent();
			const [oldest, ...others] = simulator.callsOf(agentId);
			const current = others.at(-1) ?? oldest;
			if (oldest === undefined || current === undefined) begin(agentId);
			else if (others.length >= MOST_CALLS) end(oldest);
			else CHANGES[Math.floor(random() * CHANGES.length)]?.(current, agentId);
		},
	};
}
