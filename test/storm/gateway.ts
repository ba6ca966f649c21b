import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SeenRequest, type Simulator, startSimulator } from '../simulator';
import { generator } from '../simulator/random';
import { hidesSuccess } from './answers';
import { type StormCalls, startCalls } from './calls';
import { faultsFor } from './mix';
import { type Restart, restart } from './restart';
import type { StormSettings } from './settings';

/** A request as it arrived at one of the gateways. */
export interface Arrival {
	/** Which gateway, from 0. */
	readonly gateway: number;
	readonly request: SeenRequest;
	/** The agent's current call at that moment; undefined when there was none. */
	readonly currentCallId: string | undefined;
	/** Writes to the same agent or call that were not answered at that moment. */
	readonly open: readonly SeenRequest[];
}

/** A gateway in a storm. */
export interface StormGateway {
	readonly simulator: Simulator;
	readonly agentIds: readonly string[];
	readonly calls: StormCalls;
	/** The most connections that were open at the arrival of a request. */
	readonly mostSockets: number;
	/** Waits until the restart is over; gives undefined when there was none. */
	restarted(): Promise<Restart | undefined>;
	/**
	 * Waits until the connections that the node has just closed are closed here, too; at least until
	 * Node.js has had the time to complain of what the run has left.
	 */
	settled(limit: number): Promise<void>;
}

/** Everything is switched on that a request can get wrong. */
const OPTIONS = {
	authMode: 'dynamic',
	// Only the storm renews Guids, and each stays good to the end: what a refusal costs is in the books.
	guidIntervalMs: 86_400_000,
	wrongGuid: '000-003',
	requireCookie: true,
	keepAliveTimeoutMs: 20_000,
	successMessages: [
		'success',
		'operation success',
		'',
		'The operation has succeeded. '.repeat(200),
	],
} as const;

/**
 * Below the ports that systems give to outgoing connections: those could take the port of a gateway
 * that is down, even with a connection to itself.
 */
const PORTS = { from: 20_000, to: 32_000 } as const;
const FIRST_AGENT_ID = 101;
const SETTLE_MS = 50;
const SETTLE_TIMES = 40;
/** How often the next call comes at once after a write whose answer is lost. */
const NEXT_CALL_RATE = 0.5;

/**
 * Starts a gateway with agents and calls. Calls change after every few requests, and often right after
 * a write to an agent's current call whose answer is lost. It restarts once, in the middle of the storm.
 */
export async function startGateway(
	gateway: number,
	settings: StormSettings,
	onArrival: (arrival: Arrival) => void,
): Promise<StormGateway> {
	const random = generator(settings.seed + gateway);
	const lanes = new Map<string, SeenRequest>();
	let restarting: Promise<Restart> | undefined;
	let mostSockets = 0;
	let count = 0;
	const simulator = await startOnOwnPort(settings.seed + gateway, (request) => {
		const { agentId = '', callId } = request;
		onArrival({
			gateway,
			request,
			currentCallId: simulator.callsOf(agentId).at(-1),
			open: enterLanes(lanes, request),
		});
		count += 1;
		mostSockets = Math.max(mostSockets, simulator.openSockets);
		if (count * 2 >= settings.items / settings.gateways) {
			restarting ??= restart(simulator, settings.downMs);
		}
		// After the request has been carried out, which happens in the same turn of the event loop as its arrival.
		setImmediate(() => {
			if (callId === undefined && hidesSuccess(request) && random() < NEXT_CALL_RATE) {
				calls.replace(agentId);
			}
			if (count % settings.changeEvery === 0) calls.change();
		});
	});
	const agentIds = Array.from({ length: settings.agents }, (_, position) =>
		String(FIRST_AGENT_ID + position),
	);
	const calls = startCalls(simulator, agentIds, random);
	simulator.failAtRate(settings.rate, faultsFor(simulator, settings));
	return {
		simulator,
		agentIds,
		calls,
		get mostSockets() {
			return mostSockets;
		},
		restarted: async () => await restarting,
		settled: async (limit) => {
			let times = SETTLE_TIMES;
			do await sleep(SETTLE_MS);
			while (simulator.openSockets > limit && --times > 0);
		},
	};
}

/** Enters a request as the newest of its agent and its call; gives those before it that are not answered. */
function enterLanes(lanes: Map<string, SeenRequest>, request: SeenRequest): SeenRequest[] {
	const { agentId = '', callId } = request;
	const names = [`agent ${agentId}`, ...(callId === undefined ? [] : [`call ${callId}`])];
	const before = names.map((name) => lanes.get(name)).filter((other) => other !== undefined);
	for (const name of names) lanes.set(name, request);
	return [...new Set(before)].filter(
		({ durationMs, isAnswered }) => durationMs === undefined && !isAnswered,
	);
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
