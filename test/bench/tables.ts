import { NAMES } from './contender';
import type { Figures } from './figures';
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

const OUTSIDE: readonly string[] = [NAMES.transport, NAMES.axios];

/** One table for each workload: everything in n8n, then what ran outside of it. */
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
			OUTSIDE.includes(name) ? '' : number(ms.median / median('ms', NAMES.node)),
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
export function memoryTable({ memory }: Results): string {
	if (memory === undefined) return 'Memory was not measured.';
	const rows = [...memory.peakGrowthMb].map(([name, peak]) => [name, spread(peak)]);
	return table([memory.workload.name, 'Peak memory growth, MB'], rows);
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
