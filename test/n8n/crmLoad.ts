import type { Simulator } from '../simulator';
import { putThrough } from '../support/gateway';

/** How much a CRM sends, and when a worker dies. */
export interface CrmLoad {
	readonly calls: number;
	readonly valuesPerCall: number;
	/** How many calls have a value under way at the same time. */
	readonly atOnce: number;
	/** The first worker is killed when so many values are confirmed. */
	readonly killAfter: number;
}

/** A call, and what the CRM has to say about it. */
export interface CrmCall {
	readonly callId: string;
	/** What the webhook gets, in order. */
	readonly payloads: readonly object[];
	/** The call data of each. */
	readonly values: readonly string[];
}

/** The parameters of a CC-Gateway node behind a webhook that gets such payloads. */
export const fromCrm = {
	agentId: '={{ $json.body.agentId }}',
	callId: '={{ $json.body.callId }}',
	callData: '={{ $json.body.customer }}',
	guid: '={{ $json.body.guid }}',
} as const;

const firstAgent = 101;

/** Puts the calls through, each to an agent of its own. */
export function crmCalls(simulator: Simulator, load: CrmLoad): CrmCall[] {
	return Array.from({ length: load.calls }, (_, index) => {
		const agent = putThrough(simulator, String(firstAgent + index));
		// The customer's record grows while the call goes on.
		const records = Array.from({ length: load.valuesPerCall }, (_value, notes) => ({
			name: `Jane Doe of ${agent.callId}`,
			notes,
		}));
		return {
			callId: agent.callId,
			payloads: records.map((customer) => ({ ...agent, customer })),
			values: records.map((record) => JSON.stringify(record)),
		};
	});
}
