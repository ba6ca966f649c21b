import { type Fault, type Simulator, startSimulator } from '../simulator';

/** The share of the requests that meet a fault. */
export const FAULT_RATE = 0.01;
/** How often each agent gets another Guid. */
export const GUID_INTERVAL_MS = 5_000;

/** What a night brings. All pass when the node tries again, but the last: it has to be reported. */
const FAULTS: readonly Fault[] = [
	{ kind: 'resetBefore' },
	{ kind: 'resetAfter' },
	{ kind: 'truncated' },
	{ kind: 'closeAfter' },
	{ kind: 'status', status: 502 },
	{ kind: 'status', status: 503 },
	{ kind: 'status', status: 504 },
	{ kind: 'retcode', retcode: '000-004' },
	{ kind: 'delay', ms: 1_000 },
	// Longer than the node waits.
	{ kind: 'delay', ms: 11_000 },
	{ kind: 'html' },
];

/** As the real one: Tomcat with an RSA certificate, where an old Guid lives on for a minute. */
const SETTINGS = {
	authMode: 'dynamic',
	guidIntervalMs: GUID_INTERVAL_MS,
	guidGraceMs: 60_000,
	keepAliveTimeoutMs: 20_000,
	keyType: 'rsa',
} as const;

/** A gateway that has a bad night. */
export interface Gateway {
	readonly simulator: Simulator;
	/** The Guid that a program which polls the agent's events has by now. */
	newestGuid(agentId: string): string;
	/** How many Guids were given out. */
	readonly guids: number;
}

/** Starts the simulator with these faults, chosen by a seed. */
export async function startGateway(seed: number | undefined): Promise<Gateway> {
	const newest = new Map<string, string>();
	let guids = 0;
	const simulator = await startSimulator({
		...SETTINGS,
		...(seed !== undefined && { seed }),
		onGuid: (agentId, guid) => {
			guids++;
			newest.set(agentId, guid);
		},
	});
	simulator.failAtRate(FAULT_RATE, FAULTS);
	return {
		simulator,
		newestGuid: (agentId) => newest.get(agentId) ?? simulator.renewGuid(agentId),
		get guids() {
			return guids;
		},
	};
}
