import { number } from '../bench/words';
import type { Options } from './options';
import type { Findings } from './soak';
import { type Course, courseOf, SERIES } from './series';

/** Something that had to be so. */
export interface Check {
	readonly wanted: string;
	readonly found: string;
	readonly passed: boolean;
}

/** What the findings come to. */
export interface Verdict {
	readonly courses: readonly Course[];
	readonly checks: readonly Check[];
	readonly passed: boolean;
}

/** Judges a soak that came to its end. */
export function judge(findings: Findings, { warmUpMs }: Options): Verdict {
	const courses = SERIES.map((series) => courseOf(series, findings.samples, warmUpMs));
	const checks = [...courses.map(flat), sockets(findings, courses), ...booked(findings)];
	return { courses, checks, passed: checks.every(({ passed }) => passed) };
}

function flat({ series, perHour, isFlat }: Course): Check {
	return {
		wanted: `${series.title}: no growth trend`,
		found: `${number(perHour)} per hour`,
		passed: isFlat,
	};
}

/** A connection is opened only where all others are in use, so there are never more than calls. */
function sockets({ books }: Findings, courses: readonly Course[]): Check {
	const most = courses.find(({ series }) => series.key === 'sockets')?.most ?? Infinity;
	return {
		wanted: 'Never more sockets than there were calls under way at a time',
		found: `${most} sockets, ${books.mostUnderWay} calls`,
		passed: most <= books.mostUnderWay,
	};
}

function booked({ books, logged }: Findings): Check[] {
	const { sent, outcomes, problems, calls } = books;
	return [
		{
			wanted: 'Every value is written, or reported with a reason after a planned fault',
			found: `${outcomes.written} + ${outcomes.reported} of ${sent}`,
			passed: sent > 0 && outcomes.written + outcomes.reported === sent,
		},
		{
			wanted: 'The gateway has stored the written values of each call, in order, and no others',
			found: `${calls} calls, ${problems.length} problems`,
			passed: problems.length === 0,
		},
		{
			wanted: 'n8n has logged neither warning nor error',
			found: `${logged.length} lines`,
			passed: logged.length === 0,
		},
	];
}
