import { BATCH_SIZES, type BestBatches, findBestBatches } from './batches';
import type { Contender } from './contender';
import { ccGateway, credentialForEach, sameExpressions, httpRequest, ownReading } from './nodes';
import { measure } from './round';
import type { Stage } from './stage';
import type { Workload } from './workloads';

/** Who takes part. */
export interface Cast {
	/** In the order of the tables. */
	readonly contenders: readonly Contender[];
	readonly node: Contender;
	/** Those whose gateway is at the other end of a long line. */
	readonly overWan: readonly Contender[];
	readonly batches: BestBatches;
}

/** Sets up all contenders: before anything is measured, as n8n takes orders slowly after that. */
export async function gatherCast({ n8n, gateway, line }: Stage, main: Workload): Promise<Cast> {
	const node = await ccGateway(n8n, gateway);
	const http = await httpRequest(n8n, gateway);
	const notSending = [
		await ownReading(n8n, gateway),
		await credentialForEach(n8n, gateway),
		await sameExpressions(n8n, gateway),
	];
	const overWan = [await ccGateway(n8n, line), await httpRequest(n8n, line)];
	const bySize = new Map<number, Contender>();
	for (const size of BATCH_SIZES) bySize.set(size, await httpRequest(n8n, gateway, size));
	const batches = await findBestBatches(gateway, bySize, main);
	const contenders = [node, http, batches.contender, ...notSending];
	return { node, overWan, batches, contenders };
}

const WARM_UP_RUNS = 3;

/** Runs everyone a few times: the first runs of any code are slow. */
export async function warmUp(
	{ gateway }: Stage,
	{ contenders }: Cast,
	main: Workload,
): Promise<void> {
	for (let run = 0; run < WARM_UP_RUNS; run++) {
		for (const contender of contenders) await measure(gateway, contender, main);
	}
}
