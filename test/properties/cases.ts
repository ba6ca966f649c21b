// FC_SEED=<seed> repeats a run (fast-check prints the seed of one that fails); FC_RUNS=10 generates ten times as many cases.
import fc from 'fast-check';

const { FC_SEED, FC_RUNS = '1' } = process.env;
const SEED = FC_SEED === undefined ? {} : { seed: Number(FC_SEED) };
const FACTOR = Number(FC_RUNS);
const TIME_LIMIT_MS = 600_000 * FACTOR;

/** Input that nearly always ends the same way proves little, so each fate has to meet this many. */
const LEAST_SHARE = 0.1;

/** What became of a case: the product took the input, or refused it. */
export type Fate = 'taken' | 'refused';

let generated = 0;

/** How many cases the properties of this test file have generated so far. */
export function generatedCases(): number {
	return generated;
}

/**
 * A test of jest that something holds for generated values, and that both fates are met often.
 * @param runs how many cases, before FC_RUNS multiplies them
 * @param casesPerValue how many of them one value holds, such as the items of one execution
 * @param holds throws where it does not hold; gives the fate of each case
 */
export function property<Value>(
	name: string,
	runs: number,
	values: fc.Arbitrary<Value>,
	holds: (value: Value) => readonly Fate[] | Promise<readonly Fate[]>,
): void {
	const numRuns = Math.ceil(runs * FACTOR);
	test(
		`${name} (${numRuns} times)`,
		async () => {
			const met = { taken: 0, refused: 0 };
			const checked = fc.asyncProperty(values, async (value) => {
				for (const fate of await holds(value)) met[fate] += 1;
			});
			await fc.assert(checked, { numRuns, ...SEED });
			const cases = met.taken + met.refused;
			generated += cases;
			expect(Math.min(met.taken, met.refused) / cases).toBeGreaterThan(LEAST_SHARE);
		},
		TIME_LIMIT_MS,
	);
}
