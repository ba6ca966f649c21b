import { amount, isFields } from '../simulator/parse';
import type { Books } from './books';
import type { Stage } from './stage';

/** What n8n's process holds at one moment. */
export interface Sample {
	/** Since the first call. */
	readonly atMs: number;
	/** What JavaScript holds after garbage collection: objects, and buffers outside the heap. */
	readonly heapMb: number;
	/** Resident set of the process. */
	readonly residentMb: number;
	/** What would keep the process, sockets apart: servers, pipes, timers. */
	readonly handles: number;
	/** Open file descriptors, among them all sockets: also those of the callers of the webhook. */
	readonly descriptors: number;
	/** Connections that the gateway has open. */
	readonly sockets: number;
}

const ANSWERS_WITHIN_MS = 60_000;

/**
 * Looks into n8n, and tells what it has found.
 * @throws Error when n8n's process does not answer any more
 */
export async function takeSample(
	{ gateway, probeUrl }: Stage,
	books: Books,
	atMs: number,
): Promise<Sample> {
	const fields = await askProbe(probeUrl);
	if (!isFields(fields)) throw new Error('The probe gave no figures');
	const sample = {
		atMs,
		heapMb: amount(fields, 'heapMb'),
		residentMb: amount(fields, 'residentMb'),
		handles: amount(fields, 'handles'),
		descriptors: amount(fields, 'descriptors'),
		sockets: gateway.simulator.openSockets,
	};
	tell(sample, books);
	return sample;
}

async function askProbe(url: string): Promise<unknown> {
	try {
		return await (await fetch(url, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) })).json();
	} catch (cause) {
		throw new Error("n8n's process does not answer any more", { cause });
	}
}

function tell(sample: Sample, { sent, outcomes, underWay, problems }: Books): void {
	const { atMs, heapMb, residentMb, handles, descriptors, sockets } = sample;
	process.stderr.write(
		`  ${(atMs / 1000).toFixed(0)} s: heap ${heapMb.toFixed(2)} MB, resident ${residentMb.toFixed(0)} MB, ${handles} handles, ${descriptors} descriptors, ${sockets} sockets · ${sent} sent, ${outcomes.written} written, ${outcomes.reported} reported, ${underWay} under way, ${problems.length} problems\n`,
	);
}
