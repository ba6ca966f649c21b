import { NAMES } from './contender';
import type { MemoryFigures } from './memory';
import type { Results } from './results';
import type { WorkloadKey } from './workloads';
import { number, table } from './words';

/** What the node is meant to reach, as a ratio within one bench. */
export interface Goal {
	readonly aim: string;
	readonly limit: number;
	readonly isReached: (figure: number, limit: number) => boolean;
	/** Undefined where it was not measured. */
	readonly figure: (results: Results) => number | undefined;
}

const atLeast = (figure: number, limit: number): boolean => figure >= limit;
const atMost = (figure: number, limit: number): boolean => figure <= limit;

/** The goals, in the order of issue 4. */
const GOALS: readonly Goal[] = [
	{
		aim: '1,000 items: how many times faster than HTTP Request at its best',
		limit: 2.5,
		isReached: atLeast,
		figure: (results) => ratio(bestOfHttp(results, 'main'), median(results, 'main')),
	},
	{
		aim: '1,000 items: time in the node / engine floor',
		limit: 1.8,
		isReached: atMost,
		figure: (results) => ratio(median(results, 'main'), median(results, 'main', NAMES.floor)),
	},
	{
		aim: '1,000 items: time in the node / reading of the node',
		limit: 1.8,
		isReached: atMost,
		figure: (results) => ratio(median(results, 'main'), median(results, 'main', NAMES.reading)),
	},
	{
		aim: '1,000 items: TLS handshakes',
		limit: 10,
		isReached: atMost,
		figure: ({ figures }) => figures.of('main', NAMES.node, 'handshakes')?.max,
	},
	{
		aim: '1,000 items again within 15 seconds: TLS handshakes',
		limit: 0,
		isReached: atMost,
		figure: ({ secondRun }) => secondRun.handshakes,
	},
	{
		aim: 'time per item: 10,000 items / 1,000 items',
		limit: 1.2,
		isReached: atMost,
		figure: (results) => ratio(msPerItem(results, 'many'), msPerItem(results, 'main')),
	},
	{
		aim: 'peak memory growth / HTTP Request at its best',
		limit: 0.5,
		isReached: atMost,
		figure: ({ memory }) => ratio(...peaksOf(memory)),
	},
	{
		aim: 'transport alone: items per second / bare axios',
		limit: 0.8,
		isReached: atLeast,
		figure: (results) =>
			ratio(median(results, 'main', NAMES.axios), median(results, 'main', NAMES.transport)),
	},
	{
		aim: 'a warm call over a WAN: round trips',
		limit: 1,
		isReached: atMost,
		figure: ({ wan }) => wan.find(({ contender }) => contender === NAMES.node)?.warm.roundTrips.max,
	},
];

/** A table of what was reached and what was not. */
export function goalTable(results: Results): string {
	const rows = GOALS.map(({ aim, limit, isReached, figure }) => {
		const found = figure(results);
		const wanted = `${isReached === atLeast ? 'at least' : 'at most'} ${limit}`;
		if (found === undefined) return [aim, wanted, '', 'not measured'];
		return [aim, wanted, number(found), isReached(found, limit) ? 'reached' : 'missed'];
	});
	return table(['Goal', 'Wanted', 'Found', ''], rows);
}

function median(
	{ figures }: Results,
	workload: WorkloadKey,
	contender: string = NAMES.node,
): number | undefined {
	return figures.of(workload, contender, 'ms')?.median;
}

function bestOfHttp(results: Results, workload: WorkloadKey): number | undefined {
	return least([median(results, workload, NAMES.http), median(results, workload, NAMES.batched)]);
}

/** Our node's, and that of HTTP Request at its best. */
function peaksOf(memory: MemoryFigures | undefined): [number | undefined, number | undefined] {
	const peak = (contender: string): number | undefined =>
		memory?.peakGrowthMb.get(contender)?.median;
	return [peak(NAMES.node), least([peak(NAMES.http), peak(NAMES.batched)])];
}

function msPerItem(results: Results, key: WorkloadKey): number | undefined {
	return ratio(median(results, key), results.options.workloads.get(key)?.items);
}

function least(values: readonly (number | undefined)[]): number | undefined {
	const found = values.filter((value) => value !== undefined);
	return found.length === 0 ? undefined : Math.min(...found);
}

function ratio(value: number | undefined, to: number | undefined): number | undefined {
	return value === undefined || to === undefined ? undefined : value / to;
}
