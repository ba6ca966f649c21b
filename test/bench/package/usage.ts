import { readFileSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What something took of the process that it ran in. */
export interface Usage {
	readonly ms: number;
	/** CPU time of all threads. */
	readonly cpuMs: number;
	/** Peak of the memory in use, over what was in use at the start. */
	readonly peakGrowthMb: number;
	/** For a node: the time that n8n itself records, in whole ms. */
	readonly executionTimeMs?: number;
}

const KB_PER_MB = 1024;
const US_PER_MS = 1000;
/** Written to clear_refs it makes the kernel forget the peak (proc(5)). */
const FORGET_PEAK = '5';

/**
 * Starts the clocks.
 * @param freesMemory whether to free first what earlier runs have left. After that all code is slow
 * for a while, which does not show in long runs only
 * @returns what stops the clocks
 */
export function startUsage(freesMemory: boolean): () => Usage {
	if (freesMemory) collectGarbage();
	writeFileSync('/proc/self/clear_refs', FORGET_PEAK);
	const memoryMb = peakMb();
	const cpu = process.cpuUsage();
	const start = performance.now();
	return () => {
		const ms = performance.now() - start;
		const { user, system } = process.cpuUsage(cpu);
		return { ms, cpuMs: (user + system) / US_PER_MS, peakGrowthMb: peakMb() - memoryMb };
	};
}

function collectGarbage(): void {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc()');
}

/** The largest resident set since the peak was forgotten. */
function peakMb(): number {
	const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
	return Number(kilobytes) / KB_PER_MB;
}
