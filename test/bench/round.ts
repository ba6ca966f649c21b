import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contender';
import type { Gateway } from './gateway';
import type { Usage } from './package/usage';
import { summarize } from './statistics';
import type { Load, Workload } from './workloads';

/** One contender's figures for one workload in one round; times are those of one execution. */
export interface Sample extends Usage {
	readonly gatewayCpuMs: number;
	/** Of all executions of the round. */
	readonly connections: number;
	readonly handshakes: number;
	/** Calls that an older value had reached last. */
	readonly overtaken: number;
}

/** How a measurement differs from the usual. */
export interface MeasureOptions {
	/** Takes the CPU profile. */
	readonly profile?: string | undefined;
	/** Not a cold start: the connections of the run before are there. */
	readonly keepConnections?: boolean;
}

/** Until both sides have noticed that connections are closed. */
const SETTLE_MS = 200;

let runs = 0;

/** The next run of a workload, unlike any before. */
export function nextLoad(workload: Workload): Load {
	return { ...workload, run: runs++ };
}

/**
 * Lets a contender deal with a workload, from a cold start: without any open connection.
 * @throws Error when an item has not succeeded or not reached the gateway, or an older value has come
 * last where the order is promised
 */
export async function measure(
	gateway: Gateway,
	contender: Contender,
	workload: Workload,
	{ profile, keepConnections = false }: MeasureOptions = {},
): Promise<Sample> {
	if (!keepConnections) await gateway.dropConnections();
	const agents = await gateway.prepare(workload.agents);
	await sleep(SETTLE_MS);
	const load = nextLoad(workload);
	const usages: Usage[] = [];
	for (let repeat = 0; repeat < workload.repeats; repeat++) {
		usages.push(await contender.run(load, agents, profile));
	}
	const { cpuMs, connections, handshakes, overtaken, writes } = await gateway.check(load);
	const expected = contender.sends ? workload.items * workload.repeats : 0;
	if (writes !== expected) {
		throw new Error(`${contender.name}: ${writes} of ${expected} values reached the gateway`);
	}
	if (contender.keepsOrder && contender.sends && overtaken > 0) {
		throw new Error(`${contender.name}: ${overtaken} calls hold an older value`);
	}
	const executionTimes = usages.flatMap(({ executionTimeMs }) => executionTimeMs ?? []);
	return {
		ms: summarize(usages.map(({ ms }) => ms)).median,
		cpuMs: summarize(usages.map((usage) => usage.cpuMs)).median,
		peakGrowthMb: Math.max(...usages.map(({ peakGrowthMb }) => peakGrowthMb)),
		gatewayCpuMs: cpuMs / workload.repeats,
		connections,
		handshakes,
		overtaken: contender.sends ? overtaken : 0,
		...(executionTimes.length > 0 && { executionTimeMs: summarize(executionTimes).median }),
	};
}
