import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { breaks } from './breaks';
import { type Job, readJob } from './fields/items';
import { parseMaxConcurrency } from './fields/options';
import { readerOf } from './fields/read';
import { operationNamed } from './operations';
import type { Operation } from './operations/operation';
import { type Outcome, stopOnError, toItems } from './output';
import { Sending } from './send';

/** n8n looks up every credential in its database. */
const READ_AT_ONCE = 5;

/**
 * Runs the node: reads and checks every item, sends them, and turns what came of each into output.
 * @returns one output, with one item per input item in the order of the input; once the execution is
 * cancelled, only the items that had been sent
 * @throws NodeOperationError or NodeApiError of the first item that failed, unless On Error says to
 * continue: nothing was sent if an item was bad, and nothing more was begun after one had failed
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outcomes = Array<Outcome>(context.getInputData().length).fill(undefined);
	const giveWay = breaks();
	const operation = operationNamed(context.getNodeParameter('operation', 0));
	const jobs = await readJobs(context, operation, outcomes, giveWay);
	stopOnError(context, outcomes, operation.about);
	await sendJobs(context, jobs, outcomes, giveWay);
	if (!isCancelled(context)) stopOnError(context, outcomes, operation.about);
	const items: INodeExecutionData[] = [];
	for (const [index, outcome] of outcomes.entries()) {
		await giveWay();
		items.push(...toItems(outcome, index, operation.about));
	}
	return [items];
}

/** Errors go into `outcomes`; after the first one nothing more is read, unless On Error says to continue. */
async function readJobs(
	context: IExecuteFunctions,
	operation: Operation,
	outcomes: Outcome[],
	giveWay: () => Promise<void>,
): Promise<Job[]> {
	const jobs = Array<Job | undefined>(outcomes.length).fill(undefined);
	let next = 0;
	let goesOn = true;
	const readOn = async (): Promise<void> => {
		while (goesOn && next < outcomes.length && !isCancelled(context)) {
			const index = next++;
			await giveWay();
			try {
				jobs[index] = await readJob(context, operation, index);
			} catch (error) {
				outcomes[index] = toError(error);
				goesOn = context.continueOnFail();
			}
		}
	};
	await Promise.all(Array.from({ length: READ_AT_ONCE }, readOn));
	return isCancelled(context) ? [] : jobs.filter((job) => job !== undefined);
}

async function sendJobs(
	context: IExecuteFunctions,
	jobs: readonly Job[],
	outcomes: Outcome[],
	giveWay: () => Promise<void>,
): Promise<void> {
	if (jobs.length === 0) return;
	const first = readerOf(context, 0, context.getInputData()[0]?.json);
	const sending = new Sending(context, parseMaxConcurrency(first));
	const sent: Promise<void>[] = [];
	for (const job of jobs) {
		await giveWay();
		sent.push(
			sending.send(job).then(
				(outcome) => {
					outcomes[job.index] = outcome;
				},
				(error: unknown) => {
					outcomes[job.index] = toError(error);
				},
			),
		);
	}
	await Promise.all(sent);
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(typeof error);
}

function isCancelled(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}
