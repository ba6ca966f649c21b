import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isGuidRefused, RETCODE } from './gateway/contract';
import { deliver, type Delivery } from './gateway/deliver';
import { GatewayError, gatewayErrorOnly } from './gateway/failure';
import { type Job, readItems } from './items';
import { runLanes } from './lanes';
import { type Outcome, stopOnError, toItems } from './output';

/**
 * Runs the node: reads and checks every item, sends them in one lane per agent, and turns what came
 * of each into output.
 * @returns one output, with one item per input item in the order of the input; once the execution is
 * cancelled, only the items that had been sent
 * @throws NodeOperationError or NodeApiError of the first item that failed, unless On Error says to
 * continue: nothing was sent if an item was bad, and nothing more was begun after one had failed
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outcomes = Array<Outcome>(context.getInputData().length).fill(undefined);
	const jobs = await readItems(context, outcomes);
	stopOnError(context, outcomes);
	await sendInLanes(context, jobs, outcomes).catch((error: unknown) => {
		if (!isCancelled(context)) throw error;
	});
	if (!isCancelled(context)) stopOnError(context, outcomes);
	return [outcomes.flatMap(toItems)];
}

function isCancelled(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}

/** One lane per agent: two writes to one call must not overtake each other. */
async function sendInLanes(
	context: IExecuteFunctions,
	jobs: readonly Job[],
	outcomes: Outcome[],
): Promise<void> {
	const lanes = new Map<string, Job[]>();
	for (const job of jobs) {
		const lane = lanes.get(job.agentId);
		if (lane) lane.push(job);
		else lanes.set(job.agentId, [job]);
	}
	const refusals = new Map<string, GatewayError>();

	await runLanes(lanes.values(), jobs[0]?.maxConcurrency ?? 1, async (job) => {
		const outcome = refusals.get(sessionKey(job)) ?? (await sendJob(context, job));
		outcomes[job.index] = outcome;
		if (!(outcome instanceof GatewayError)) return true;
		if (isRefusedGuid(outcome)) refusals.set(sessionKey(job), outcome);
		return context.continueOnFail();
	});
}

/** A refused Guid is not tried again for this agent; a newer one, of a later item, is. */
function sessionKey({ agentId, session }: Job): string {
	return `${agentId} ${session.guid}`;
}

function isRefusedGuid({ failure }: GatewayError): boolean {
	return failure.kind === 'refused' && isGuidRefused(failure.retcode);
}

async function sendJob(context: IExecuteFunctions, job: Job): Promise<Delivery | GatewayError> {
	const { connection, session, request, effort } = job;
	const start = performance.now();
	const outcome = await deliver(connection, session, request, effort).catch(gatewayErrorOnly);
	context.logger.debug(request.logName, {
		...request.logFacts,
		outcome: outcome instanceof GatewayError ? outcome.code : RETCODE.success,
		attempts: outcome.attempts,
		milliseconds: Math.round(performance.now() - start),
	});
	return outcome;
}
