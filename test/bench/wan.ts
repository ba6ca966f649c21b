import { setTimeout as sleep } from 'node:timers/promises';
import type { Contender } from './contender';
import { nextLoad } from './round';
import type { Stage } from './stage';
import { summarize, type Summary } from './statistics';
import { WORKLOADS } from './workloads';

const WARM_CALLS = 10;
const SETTLE_MS = 300;

/** What one call of an active workflow costs. */
export interface Call {
	/** Time in the node. */
	readonly ms: number;
	/** How often it waited for the other end of the line. */
	readonly roundTrips: number;
}

/** The calls of one contender over a WAN. */
export interface WanFigures {
	readonly contender: string;
	readonly first: Readonly<Record<keyof Call, Summary>>;
	readonly warm: Readonly<Record<keyof Call, Summary>>;
}

/** Measures single calls over a long line: the first, without a connection, and those after it. */
export async function measureWan(
	{ gateway, line }: Stage,
	contenders: readonly Contender[],
	rounds: number,
): Promise<WanFigures[]> {
	const calls = new Map(
		contenders.map((one): [Contender, Calls] => [one, { first: [], warm: [] }]),
	);
	const call = async (contender: Contender, into: Call[], agents: Agents): Promise<void> => {
		const before = line.roundTrips;
		const { ms } = await contender.run(nextLoad(WORKLOADS.one), agents);
		into.push({ ms, roundTrips: line.roundTrips - before });
	};
	for (let round = 0; round < rounds; round++) {
		for (const [contender, { first, warm }] of calls) {
			await gateway.dropConnections();
			const agents = await gateway.prepare(1);
			await sleep(SETTLE_MS);
			await call(contender, first, agents);
			for (let turn = 0; turn < WARM_CALLS; turn++) await call(contender, warm, agents);
		}
	}
	return [...calls].map(([{ name }, { first, warm }]) => ({
		contender: name,
		first: summarizeCalls(first),
		warm: summarizeCalls(warm),
	}));
}

type Agents = Parameters<Contender['run']>[1];

interface Calls {
	readonly first: Call[];
	readonly warm: Call[];
}

function summarizeCalls(calls: readonly Call[]): Record<keyof Call, Summary> {
	return {
		ms: summarize(calls.map(({ ms }) => ms)),
		roundTrips: summarize(calls.map(({ roundTrips }) => roundTrips)),
	};
}
