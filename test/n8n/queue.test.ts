import { runWithDyingWorker, type QueueRun } from './queueRun';
import { newest, newest1x } from './versions';

const load = { calls: 50, valuesPerCall: 10, atOnce: 20, killAfter: 200 } as const;
const runs = 500;
const concurrency = 5;

// By default it takes 1.x one and a half minutes to notice that a worker is dead.
const soonNoticed = {
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1500',
};
const neverAgain = { ...soonNoticed, QUEUE_WORKER_MAX_STALLED_COUNT: '0' };

const setups = [
	{ name: `n8n ${newest.n8n}`, version: newest, env: soonNoticed, runsAgain: false },
	{ name: `n8n ${newest1x.n8n}`, version: newest1x, env: soonNoticed, runsAgain: true },
	{
		name: `n8n ${newest1x.n8n} with QUEUE_WORKER_MAX_STALLED_COUNT=0`,
		version: newest1x,
		env: neverAgain,
		runsAgain: false,
	},
];

describe.each(setups)('$name, two workers, one of which dies', ({ version, env, runsAgain }) => {
	let run: QueueRun;

	beforeAll(async () => {
		run = await runWithDyingWorker({ version, env, workers: 2, concurrency }, load);
		process.stderr.write(summary(run));
	});

	test('gives each worker more than a quarter of the runs', () => {
		const [first = 0, second = 0] = counts(run.atKill.begun);
		expect(Math.min(first, second)).toBeGreaterThan((first + second) / 4);
	});

	test('goes on with the other worker', () => {
		const [deadAtKill = 0, aliveAtKill = 0] = counts(run.atKill.begun);
		const [deadAtEnd = 0, aliveAtEnd = 0] = counts(run.atEnd.begun);
		expect(deadAtEnd).toBe(deadAtKill);
		expect(aliveAtEnd).toBeGreaterThanOrEqual(aliveAtKill + runs - load.killAfter - load.atOnce);
		expect(run.unfinished).toBe(0);
	});

	test(`${runsAgain ? 'runs' : 'does not run'} again what the dead worker had begun`, () => {
		if (runsAgain) expect(begunByBoth(run).length).toBeGreaterThan(0);
		else expect(begunByBoth(run)).toEqual([]);
	});

	test('loses none of the values and leaves each call with its last one', () => {
		expect(run.delivery.confirmed).toBe(runs);
		for (const { sent, taken } of run.calls) {
			expect(new Set(taken)).toEqual(new Set(sent));
			expect(taken.at(-1)).toBe(sent.at(-1));
		}
	});

	test('keeps the order within each call, apart from repeats', () => {
		for (const { sent, taken } of run.calls) {
			expect(taken.filter((value, index) => value !== taken[index - 1])).toEqual(sent);
		}
	});

	test('keeps one TLS connection per run that a worker has under way', () => {
		expect(run.atKill.handshakes).toBeGreaterThan(0);
		expect(run.atKill.handshakes).toBeLessThanOrEqual(2 * concurrency);
	});
});

function counts(begun: readonly (readonly string[])[]): number[] {
	return begun.map((ids) => ids.length);
}

function begunByBoth({ atEnd }: QueueRun): string[] {
	const [dead = [], alive = []] = atEnd.begun;
	return dead.filter((id) => alive.includes(id));
}

function summary(run: QueueRun): string {
	const { delivery, atKill, atEnd } = run;
	const taken = run.calls.reduce((sum, call) => sum + call.taken.length, 0);
	const lines = [
		`package on both workers ${run.workersFollowedMs} ms after main`,
		`${delivery.confirmed} values confirmed in ${run.tookMs} ms, longest wait ${delivery.longestWaitMs} ms`,
		`runs begun: ${counts(atKill.begun).join(' + ')} up to the kill, ${counts(atEnd.begun).join(' + ')} in all`,
		`run again by n8n: ${begunByBoth(run).length}, ended with status error: ${run.failed}`,
		`sent again: ${JSON.stringify(delivery.repeats)}, so the gateway took ${taken} values`,
		`TLS handshakes: ${atKill.handshakes} up to the kill, ${atEnd.handshakes} in all`,
	];
	return lines.map((line) => `  ${line}\n`).join('');
}
