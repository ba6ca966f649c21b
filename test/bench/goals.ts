import { NAMES } from './contender';
import type { MemoryFigures } from './memory';
import { OUTSIDE, OUTSIDE_BYTES } from './outside/names';
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

/** The goals, those of the transport first. */
const GOALS: readonly Goal[] = [
	...OUTSIDE_BYTES.map((bytes) => transportGoal('node:https', OUTSIDE.https, bytes, 0.65)),
	transportGoal('undici Pool', OUTSIDE.undici, 200, 0.45),
	transportGoal('undici Pool', OUTSIDE.undici, 16_000, 0.5),
	...OUTSIDE_BYTES.map((bytes) => transportGoal('axios', OUTSIDE.axios, bytes, 2)),
	{
		aim: 'bundle, KB',
		limit: 250,
		isReached: atMost,
		figure: ({ loading: [node] }) => node?.kilobytes,
	},
	{
		aim: 'time to load / axios with its own adapter',
		limit: 0.7,
		isReached: atMost,
		figure: ({ loading: [node, axios] }) => ratio(node?.ms.median, axios?.ms.median),
	},
	{
		aim: '1,000 items: how many times faster than HTTP Request at its best',
		limit: 4,
		isReached: atLeast,
		figure: (results) => ratio(bestOfHttp(results, 'main'), median(results, 'main')),
	},
	{
		aim: '10,000 items: how many times faster than HTTP Request at its best',
		limit: 3.5,
		isReached: atLeast,
		figure: (results) => ratio(bestOfHttp(results, 'many'), median(results, 'many')),
	},
	{
		aim: '1 item, warm: how many times faster than HTTP Request',
		limit: 3.5,
		isReached: atLeast,
		figure: (results) => ratio(bestOfHttp(results, 'one'), median(results, 'one')),
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
		aim: 'peak memory growth / data sent, 10,000 items of 16 KB',
		limit: 1.2,
		isReached: atMost,
		figure: ({ memory }) => growthPerSent(memory.find(({ workload }) => workload.bytes > 1000)),
	},
	{
		aim: 'peak memory growth / HTTP Request at its best',
		limit: 0.5,
		isReached: atMost,
		figure: ({ memory: [small] }) => ratio(...peaksOf(small)),
	},
	{
		aim: 'a warm call over a WAN: round trips',
		limit: 1,
		isReached: atMost,
		figure: ({ wan }) => wan.find(({ contender }) => contender === NAMES.node)?.warm.roundTrips.max,
	},
];

function transportGoal(label: string, way: string, bytes: number, limit: number): Goal {
	const perSecond = ({ outside }: Results, name: string): number | undefined =>
		outside.find((one) => one.way === name && one.bytes === bytes)?.perSecond.median;
	return {
		aim: `requests per second, ${number(bytes)} bytes: deliver / ${label}`,
		limit,
		isReached: atLeast,
		figure: (results) => ratio(perSecond(results, OUTSIDE.deliver), perSecond(results, way)),
	};
}

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

function growthPerSent(figures: MemoryFigures | undefined): number | undefined {
	if (figures === undefined) return undefined;
	const { workload, peakGrowthMb } = figures;
	const sentMb = (workload.items * workload.bytes) / 1e6;
	return ratio(peakGrowthMb.get(NAMES.node)?.median, sentMb);
}

function least(values: readonly (number | undefined)[]): number | undefined {
	const found = values.filter((value) => value !== undefined);
	return found.length === 0 ? undefined : Math.min(...found);
}

function ratio(value: number | undefined, to: number | undefined): number | undefined {
	return value === undefined || to === undefined ? undefined : value / to;
}
