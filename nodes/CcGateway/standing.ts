import type { Delivery } from './gateway/deliver';
import { GatewayError } from './gateway/failure';

/** What came of an item; undefined until something has. */
export type Outcome = Delivery | Error | undefined;

/** More are counted, not named. */
const MAX_RANGES = 20;

/**
 * Says what has become of the other items when one has failed: which had been written, and which may
 * have been.
 * @returns '' for a single item
 */
export function standing(outcomes: readonly Outcome[]): string {
	if (outcomes.length === 1) return '';
	const written = indicesOf(
		outcomes,
		(outcome) => outcome !== undefined && !(outcome instanceof Error),
	);
	const inDoubt = indicesOf(
		outcomes,
		(outcome) => outcome instanceof GatewayError && outcome.isInDoubt,
	);
	const count = ` ${written.length} of ${outcomes.length} items had been written`;
	return (
		`${count}${written.length === 0 ? '.' : `: ${ranges(written)}.`}` +
		(inDoubt.length === 0 ? '' : ` In doubt: ${ranges(inDoubt)}.`)
	);
}

function indicesOf(outcomes: readonly Outcome[], is: (outcome: Outcome) => boolean): number[] {
	return outcomes.flatMap((outcome, index) => (is(outcome) ? [index] : []));
}

/** E.g. "0 to 4, 6, 9 to 11": n8n counts items from 0. */
function ranges(indices: readonly number[]): string {
	const found: [first: number, last: number][] = [];
	for (const index of indices) {
		const last = found.at(-1);
		if (last?.[1] === index - 1) last[1] = index;
		else found.push([index, index]);
	}
	const named = found
		.slice(0, MAX_RANGES)
		.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`));
	return [...named, ...(found.length > MAX_RANGES ? ['and more'] : [])].join(', ');
}
