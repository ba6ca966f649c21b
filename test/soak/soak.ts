import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Books } from './books';
import { Lane } from './lane';
import type { Options } from './options';
import { type Sample, takeSample } from './samples';
import type { Stage } from './stage';
import { ticks } from './ticks';

/** At 20 calls a second each one's turn comes every second. More than 20 calls are never under way. */
const AGENTS = 20;
const FIRST_AGENT_ID = 101;
const SAMPLE_EVERY_MS = 10_000;
const SAMPLES_AT_LEAST = 30;
const QUIET_WITHIN_MS = 3_000;
const MS_PER_S = 1000;

/** All that a soak has found out. */
export interface Findings {
	readonly books: Books;
	readonly samples: readonly Sample[];
	/** What n8n has logged meanwhile: warnings and errors only. */
	readonly logged: readonly string[];
	readonly guids: number;
	readonly handshakes: number;
	readonly seed: number;
}

/**
 * Sends at a steady pace, and looks into n8n meanwhile.
 * @throws Error when n8n's process does not answer any more
 */
export async function soak(stage: Stage, { durationMs, rate }: Options): Promise<Findings> {
	const { gateway, workflow, log } = stage;
	const books = new Books();
	const lanes = Array.from(
		{ length: AGENTS },
		(_, index) => new Lane(String(FIRST_AGENT_ID + index), gateway, workflow, books),
	);
	const loggedBefore = (await readFile(log, 'utf8')).length;
	const samples: Sample[] = [];
	const everyMs = Math.min(SAMPLE_EVERY_MS, durationMs / SAMPLES_AT_LEAST);
	const free = [...lanes];
	const underWay = new Set<Promise<void>>();
	for await (const atMs of ticks(MS_PER_S / rate, durationMs)) {
		if (atMs >= samples.length * everyMs) {
			// Samples are alike when nothing is under way, but what the gateway lets wait takes too long.
			await Promise.race([Promise.all(underWay), sleep(QUIET_WITHIN_MS)]);
			samples.push(await takeSample(stage, books, atMs));
		}
		if (free.length === 0) await Promise.race(underWay);
		const lane = free.shift();
		if (lane === undefined) continue;
		const sending = lane.send().finally(() => {
			underWay.delete(sending);
			free.push(lane);
		});
		underWay.add(sending);
	}
	await Promise.all(underWay);
	for (const lane of lanes) lane.finish();
	const lines = (await readFile(log, 'utf8')).slice(loggedBefore).split('\n');
	return {
		books,
		samples,
		logged: lines.filter((line) => line.trim() !== ''),
		guids: gateway.guids,
		handshakes: gateway.simulator.handshakes,
		seed: gateway.simulator.seed,
	};
}
