import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SeenRequest, type Simulator, startSimulator } from '../simulator';
import { type Restart, restart } from './restart';
import type { StormSettings } from './workload';

/** A gateway in a storm. */
export interface StormGateway {
	readonly simulator: Simulator;
	/** What has arrived, in the order of arrival. */
	readonly requests: readonly SeenRequest[];
	/** Waits until the restart is over; gives undefined when there was none. */
	restarted(): Promise<Restart | undefined>;
	/**
	 * Waits until the connections that the node has just closed are closed here, too; at least until
	 * Node.js has had the time to complain of what the run has left.
	 */
	settled(): Promise<void>;
}

/** Everything is switched on that a request can get wrong. */
const OPTIONS = {
	authMode: 'dynamic',
	// Only the storm renews Guids, and each stays good to the end: what a refusal costs is in the books.
	guidIntervalMs: 86_400_000,
	wrongGuid: '000-003',
	requireCookie: true,
	keepAliveTimeoutMs: 20_000,
} as const;

/**
 * Below the ports that systems give to outgoing connections: those could take the port of a gateway
 * that is down, even with a connection to itself.
 */
const PORTS = { from: 20_000, to: 32_000 } as const;
const SETTLE_MS = 50;
const SETTLE_TIMES = 40;

/** Starts a gateway that restarts when half as many requests have arrived as there are items. */
export async function startGateway(settings: StormSettings): Promise<StormGateway> {
	const requests: SeenRequest[] = [];
	let restarting: Promise<Restart> | undefined;
	const simulator = await startOnOwnPort(settings.seed, (request) => {
		requests.push(request);
		if (requests.length * 2 >= settings.items) restarting ??= restart(simulator, settings.downMs);
	});
	return {
		simulator,
		requests,
		restarted: async () => await restarting,
		settled: async () => {
			let times = SETTLE_TIMES;
			do await sleep(SETTLE_MS);
			while (simulator.openSockets > settings.atOnce && --times > 0);
		},
	};
}

async function startOnOwnPort(
	seed: number,
	onRequest: (request: SeenRequest) => void,
): Promise<Simulator> {
	for (;;) {
		try {
			const port = randomInt(PORTS.from, PORTS.to);
			return await startSimulator({ ...OPTIONS, port, seed, onRequest });
		} catch (error) {
			const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
			if (!isTaken) throw error;
		}
	}
}
