import { describeMachine } from '../bench/machine';
import { number, table } from '../bench/words';
import type { Options } from './options';
import type { Findings } from './soak';
import type { Verdict } from './verdict';

const MS_PER_S = 1000;
const MS_PER_MINUTE = 60_000;

/** By kind, and the status of those that are an HTTP status. */
const FAULT_NAMES: Readonly<Record<string, string>> = {
	resetBefore: 'connection reset, nothing stored',
	resetAfter: 'connection reset, data stored',
	truncated: 'answer breaks off',
	closeAfter: 'kept-alive connection closed after the answer',
	'status 502': 'HTTP 502',
	'status 503': 'HTTP 503',
	'status 504': 'HTTP 504',
	retcode: 'retcode 000-004',
	delay: 'answer after 1 or 11 seconds',
	html: 'HTML page instead of an answer',
};

/** All that there is to say about a soak. */
export interface Results {
	readonly options: Options;
	readonly findings: Findings;
	readonly verdict: Verdict;
}

/** Machine, versions, load. */
export function runTable({ options, findings }: Results): string {
	const { books, guids, handshakes, seed } = findings;
	const seconds = options.durationMs / MS_PER_S;
	const machine = Object.entries(describeMachine()).filter(([name]) => name !== 'Outside n8n');
	const rows = [
		...machine,
		['Command', `\`${options.command}\``],
		['Duration', minutes(options.durationMs)],
		['Calls wanted', `${count(options.rate)} per second`],
		['Calls made', `${count(books.sent)}, ${number(books.sent / seconds)} per second`],
		['Calls of customers', count(books.calls)],
		['Guids given out', count(guids)],
		['Requests to the gateway', count(books.requests)],
		['TLS handshakes', count(handshakes)],
		['Most calls under way at a time', count(books.mostUnderWay)],
		['Seed of the faults', String(seed)],
	];
	return table(['', ''], rows);
}

/** How often each fault struck. */
export function faultTable({ findings: { books } }: Results): string {
	return table(
		['Fault', 'Requests'],
		Object.entries(FAULT_NAMES).map(([kind, name]) => [name, count(books.faults.get(kind) ?? 0)]),
	);
}

/** The figures of n8n's process. */
export function courseTable({ options, verdict }: Results): string {
	const after = `After ${minutes(options.warmUpMs)}`;
	return table(
		['', 'Start', after, 'End', 'Most', 'Trend per hour', 'Limit', 'Noise'],
		verdict.courses.map(({ series, start, afterWarmUp, end, most, perHour }) => [
			series.title,
			...[start, afterWarmUp, end, most, perHour, series.perHour, series.noise].map(number),
		]),
	);
}

/** What had to be so, and whether it was. */
export function checkTable({ verdict: { checks } }: Results): string {
	return table(
		['Wanted', 'Found', ''],
		checks.map(({ wanted, found, passed }) => [wanted, found, passed ? 'yes' : 'NO']),
	);
}

/** A time in minutes. */
export function minutes(ms: number): string {
	const value = ms / MS_PER_MINUTE;
	return value === 1 ? '1 minute' : `${count(value)} minutes`;
}

function count(value: number): string {
	return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}
