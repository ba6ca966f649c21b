import type { SeenRequest } from '../simulator';
import { Books, CallBook } from './books';
import type { Sample } from './samples';
import { courseOf, SERIES, type Series } from './series';

const minuteMs = 60_000;
const warmUpMs = 5 * minuteMs;

/** Half an hour of samples, 10 seconds apart; `valueOf` says what a series holds at a minute. */
function samplesOf(valueOf: (minute: number) => number): Sample[] {
	return Array.from({ length: 181 }, (_, index) => {
		const atMs = index * 10_000;
		const held = valueOf(atMs / minuteMs);
		return {
			atMs,
			heapMb: held,
			residentMb: held,
			handles: held,
			descriptors: held,
			sockets: held,
		};
	});
}

/** Up and down around 0, the same each time. */
function jitter(minute: number): number {
	return Math.sin(minute * 47) * 2;
}

describe.each(SERIES.map((series): [string, Series] => [series.title, series]))(
	'%s',
	(_title, series) => {
		const isFlat = (valueOf: (minute: number) => number): boolean =>
			courseOf(series, samplesOf(valueOf), warmUpMs).isFlat;

		test('may go up and down, and up during the warm-up', () => {
			expect(isFlat((minute) => 100 + jitter(minute))).toBe(true);
			expect(isFlat((minute) => Math.min(minute, 5) * 40 + jitter(minute))).toBe(true);
		});

		test('may jump for a moment', () => {
			expect(isFlat((minute) => (minute > 28 && minute < 29 ? 500 : 100))).toBe(true);
		});

		test('must not grow steadily, however much it goes up and down', () => {
			const perMinute = (1.5 * series.perHour) / 60;
			expect(isFlat((minute) => 100 + perMinute * minute + jitter(minute))).toBe(false);
		});
	},
);

const success = { status: 200, body: { result: {}, message: 'success', retcode: '0' } };
const failure = {
	status: 200,
	body: { error: { message: 'An HTML page came back', description: '', attempts: 1 } },
};

const request: SeenRequest = {
	atMs: 0,
	name: 'setCallAppDataEx',
	method: 'PUT',
	path: '',
	query: '',
	agentId: '101',
	callId: '1-1',
	callDataLength: 1,
	headerNames: [],
	headers: {},
	body: '',
	connection: 'reused',
	fault: undefined,
	status: 200,
	retcode: '0',
	stored: undefined,
	isAnswered: true,
	durationMs: 1,
};
const withFault: SeenRequest = { ...request, fault: 'html' };

test.each([
	['a success is written', success, [request], 'written'],
	['a success after a repeat is written', success, [withFault, request], 'written'],
	['a failure after a planned fault is reported', failure, [withFault], 'reported'],
	['a failure without a fault is wrong', failure, [request], 'wrong'],
	['a failure whose repeat met no fault is wrong', failure, [withFault, request], 'wrong'],
	['a failed workflow is wrong', { status: 500, body: { message: 'Error' } }, [withFault], 'wrong'],
	['no answer is wrong', new Error('no answer'), [], 'wrong'],
])('%s', (_name, answer, requests, outcome) => {
	const books = new Books();
	books.begin();
	expect(books.end(answer, requests)).toBe(outcome);
	expect(books.problems).toHaveLength(outcome === 'wrong' ? 1 : 0);
});

describe('the books of a call of which b was reported and the rest written', () => {
	const call = new CallBook('1-1');
	call.enter('a', 'written');
	call.enter('b', 'reported');
	call.enter('c', 'written');

	test.each([
		['with b', ['a', 'b', 'c'], true],
		['without b', ['a', 'c'], true],
		['with a repeat', ['a', 'a', 'c'], true],
		['without c', ['a', 'b'], false],
		['in another order', ['c', 'a'], false],
		['with an old value in the end', ['a', 'c', 'a'], false],
		['with a value that nobody sent', ['a', 'c', 'd'], false],
	])('%s', (_name, history, balance) => {
		expect(call.balances(history)).toBe(balance);
	});
});
