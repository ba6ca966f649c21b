import { setTimeout as sleep } from 'node:timers/promises';
import type { Engine } from '../support/engine';
import { BOOKS } from './books';
import { playStorm } from './evidence';
import { openLedger } from './ledger';
import { pageOf } from './page';
import { usedMemoryBytes } from './watch';
import type { StormSettings } from './settings';

/** The name of a book; the memory can only be looked at when all others are closed. */
export type BookName = (typeof BOOKS)[number]['name'] | typeof MEMORY;

/** What came of a storm. */
export interface Balance {
	/** The books' figures, to print. */
	readonly page: string;
	/** What does not balance, by book; empty when all is well. */
	readonly problems: ReadonlyMap<BookName, readonly string[]>;
}

const MEMORY = 'the memory is flat after the run';

/**
 * What the memory may have grown by, whatever the number of items: caches of Node.js and n8n. A node
 * that kept its answers would need 17 KB more for each item.
 */
const GROWTH_BYTES = 10_000_000;
const MEASURED_TIMES = 6;
const MEASURED_MS = 500;
const STRING_BYTES = 24;
const MB = 1_000_000;

/** Plays a storm and closes its books. */
export async function balance(engine: Engine, settings: StormSettings): Promise<Balance> {
	const before = usedMemoryBytes();
	const loggedBefore = sizeOf(engine.logLines);
	const { page, problems } = await playAndClose(engine, settings);
	const logged = sizeOf(engine.logLines) - loggedBefore;
	const grown = await settled(() => usedMemoryBytes() - before - logged);
	const memory = `Memory after the run: ${inMb(grown)} over the memory before, without the log of ${inMb(logged)} that the test keeps (limit ${inMb(GROWTH_BYTES)})`;
	if (grown > GROWTH_BYTES) problems.set(MEMORY, [memory]);
	return { page: `${page}\n\n${memory}`, problems };
}

/** In a function of its own, so that nothing of the evidence stays. */
async function playAndClose(engine: Engine, settings: StormSettings) {
	const ledger = openLedger(await playStorm(engine, settings));
	const problems = new Map<BookName, readonly string[]>();
	for (const { name, check } of BOOKS) {
		const found = check(ledger);
		if (found.length > 0) problems.set(name, found);
	}
	return { page: pageOf(ledger), problems };
}

/** Measures again for a while if it is too much: connections take a moment to be gone. */
async function settled(measure: () => number): Promise<number> {
	for (let time = 1; time < MEASURED_TIMES && measure() > GROWTH_BYTES; time++)
		await sleep(MEASURED_MS);
	return measure();
}

/** What the lines of a log take, in bytes: one per character, and what Node.js keeps of each string. */
function sizeOf(lines: readonly string[]): number {
	return lines.reduce((sum, line) => sum + line.length + STRING_BYTES, 0);
}

function inMb(bytes: number): string {
	return `${(bytes / MB).toFixed(1)} MB`;
}
