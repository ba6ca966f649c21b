import type { Load } from './workloads';

const FILLER = 'gold customer, open ticket 4711, speaks German, wants a refund of 39 euros; ';

/** The call data of one item: no two items of any two runs have the same. */
export function callDataOf({ run, bytes }: Pick<Load, 'run' | 'bytes'>, item: number): string {
	return `Jane Doe ${run}-${item}, `.padEnd(bytes, FILLER);
}

/** The index of the last item for an agent: its call data is what the call has to hold in the end. */
export function lastItemOf(
	{ items, agents }: Pick<Load, 'items' | 'agents'>,
	agent: number,
): number {
	return agent + agents * Math.floor((items - 1 - agent) / agents);
}
