import { NAMES } from './contender';
import type { Figures } from './figures';
import type { LoadingFigures } from './loading';
import type { OutsideFigures } from './outside';
import type { Results } from './results';
import type { WanFigures } from './wan';
import type { Workload, WorkloadKey } from './workloads';
import { duration, number, spread, table } from './words';

const MS_PER_S = 1000;

const HEAD = [
	'',
	'Time: median (min to max)',
	'Items/s',
	'Time / our node',
	'Connections',
	'TLS handshakes',
	'CPU, s',
	'CPU of the gateway, s',
	'Overtaken calls',
];

/** One table for each workload. */
export function workloadTables(results: Results): string {
	const { cast, figures, options } = results;
	const names = cast.contenders.map(({ name }) => name);
	return [...options.workloads]
		.map(([key, workload]) => {
			const rows = names.flatMap((name) => row(figures, key, workload, name));
			return `### ${titleOf(workload)}\n\n${table(HEAD, rows)}`;
		})
		.join('\n\n');
}

function titleOf({ name, repeats }: Workload): string {
	return repeats === 1 ? name : `${name}, ${repeats} times in a row`;
}

function row(figures: Figures, key: WorkloadKey, workload: Workload, name: string): string[][] {
	const median = (field: Parameters<Figures['of']>[2], contender = name): number =>
		figures.of(key, contender, field)?.median ?? Number.NaN;
	const ms = figures.of(key, name, 'ms');
	if (ms === undefined) return [[name, 'no result']];
	return [
		[
			name,
			spread(ms, duration),
			number((MS_PER_S * workload.items) / ms.median),
			number(ms.median / median('ms', NAMES.node)),
			String(median('connections')),
			String(median('handshakes')),
			number(median('cpuMs') / MS_PER_S),
			number(median('gatewayCpuMs') / MS_PER_S),
			String(median('overtaken')),
		],
	];
}

/** What single calls over a WAN cost. */
export function wanTable(wan: readonly WanFigures[]): string {
	const head = ['', 'First call', 'Round trips', 'Warm call', 'Round trips'];
	const rows = wan.map(({ contender, first, warm }) => [
		contender,
		spread(first.ms, duration),
		number(first.roundTrips.median),
		spread(warm.ms, duration),
		number(warm.roundTrips.median),
	]);
	return table(head, rows);
}

/** How much memory the contenders need. */
export function memoryTables({ memory }: Results): string {
	if (memory.length === 0) return 'Memory was not measured.';
	return memory
		.map(({ workload, peakGrowthMb }) => {
			const sentMb = (workload.items * workload.bytes) / 1e6;
			const rows = [...peakGrowthMb].map(([name, peak]) => [
				...[name, spread(peak)],
				number(peak.median / sentMb),
			]);
			return table([workload.name, 'Peak memory growth, MB', 'Growth / data sent'], rows);
		})
		.join('\n\n');
}

/** The transport beside others, outside n8n. */
export function outsideTable(outside: readonly OutsideFigures[]): string {
	const head = ['Way', 'Call data, bytes', 'Requests/s', 'CPU per request, µs'];
	const rows = outside.map(({ way, bytes, perSecond, cpuUs }) => [
		...[way, String(bytes)],
		...[spread(perSecond), spread(cpuUs)],
	]);
	return table(head, rows);
}

/** What loading costs each process of n8n. */
export function loadingTable(loading: readonly LoadingFigures[]): string {
	const rows = loading.map(({ name, kilobytes, ms, heapMb }) => [
		...[name, number(kilobytes)],
		...[spread(ms, duration), spread(heapMb)],
	]);
	return table(['Module', 'Size, KB', 'Time to load', 'Heap, MB'], rows);
}

/** Machine and versions. */
export function machineTable({ machine, options }: Results): string {
	const rows = [...Object.entries(machine), ['Command', `\`${options.command}\``]];
	return table(['', ''], [...rows, ['Rounds', String(options.rounds)]]);
}

/** Which size of batches HTTP Request was fastest with. */
export function batchTable({ cast: { batches } }: Results): string {
	const rows = [...batches.trials].map(([size, ms]) => [
		String(size),
		duration(ms),
		size === batches.size ? 'taken' : '',
	]);
	return table(['Items per batch', 'Time for the first workload', ''], rows);
}
