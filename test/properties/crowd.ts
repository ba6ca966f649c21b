import fc from 'fast-check';
import type { Fault } from '../simulator';

/** Items for a few agents who have calls in common, and a gateway that takes its time. */
export interface Crowd {
	/** Whom each item is for, and whose call it names; not everybody is in every call. */
	readonly turns: readonly { readonly agent: number; readonly call: number }[];
	readonly faults: readonly Fault[];
	readonly rate: number;
}

const AGENTS = 3;

/** What lets a later write overtake an earlier one that it does not wait for. */
const FAULTS: readonly Fault[] = [
	{ kind: 'delay', ms: 5, stored: 'last' },
	{ kind: 'delay', ms: 25, stored: 'last' },
	{ kind: 'delay', ms: 50, stored: 'last' },
	{ kind: 'delay', ms: 25, stored: 'first' },
	{ kind: 'retcode', retcode: '000-004' },
];

/** Crowds of {@link AGENTS} agents, each with a call, some of which others are in as well. */
export const crowds: fc.Arbitrary<Crowd> = fc.record({
	turns: fc.array(
		fc.record({ agent: fc.nat({ max: AGENTS - 1 }), call: fc.nat({ max: AGENTS - 1 }) }),
		{ minLength: 20, maxLength: 60, size: 'max' },
	),
	faults: fc.constant(FAULTS),
	rate: fc.constantFrom(0.3, 0.6),
});
