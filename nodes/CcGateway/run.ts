import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { giveWay } from './wire/breaks';
import { type Job, readJob } from './fields/items';
import { parseMaxConcurrency } from './fields/options';
import { type Read, readersOf } from './fields/read';
import { SETTING } from './gateway/request';
import { operationNamed } from './operations';
import type { Operation } from './operations/operation';
import { stopOnError, toItems } from './output';
import { Sending } from './send';
import type { Outcome } from './standing';

/** n8n looks up every credential in its database. */
const READ_AT_ONCE = 5;

/**
 * Runs the node: reads and checks every item, sends them, and turns what came of each into output.
 * @returns one output, with one item per input item in the order of the input; once the execution is
 * cancelled, only the items that had been sent
 * @throws NodeOperationError or NodeApiError of the item that failed first, unless On Error says to
 * continue: nothing was sent if an item was bad, and nothing more was begun after one had failed
 */
export async function run(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const outcomes = Array<Outcome>(context.getInputData().length).fill(undefined);
	let settings: Settings;
	try {
		settings = readSettings(context);
	} catch (error) {
		// Thrown on, n8n would put out the input items when On Error says to continue.
		outcomes.fill(toError(error));
		stopOnError(context, outcomes, SETTING);
		return [outcomes.flatMap((outcome, index) => toItems(outcome, index, SETTING))];
	}
	const { about } = settings.operation;
	const jobs = await readJobs(context, settings, outcomes);
	if (!isCancelled(context)) stopOnError(context, outcomes, about);
	const sending = new Sending(context, settings.atOnce);
	await sendJobs(sending, jobs, outcomes);
	sending.end();
	if (!isCancelled(context)) stopOnError(context, outcomes, about, sending.firstFailed);
	const items: INodeExecutionData[] = [];
	for (const [index, outcome] of outcomes.entries()) {
		await giveWay();
		items.push(...toItems(outcome, index, about));
	}
	return [items];
}

/** What holds for all items. */
interface Settings {
	readonly operation: Operation;
	readonly atOnce: number;
	readonly readerOf: (index: number) => Read;
}

function readSettings(context: IExecuteFunctions): Settings {
	const readerOf = readersOf(context);
	const operation = operationNamed(context.getNodeParameter('operation', 0));
	return { operation, atOnce: parseMaxConcurrency(readerOf(0)), readerOf };
}

/** Errors go into `outcomes`; after the first one nothing more is read, unless On Error says to continue. */
async function readJobs(
	context: IExecuteFunctions,
	{ operation, readerOf }: Settings,
	outcomes: Outcome[],
): Promise<Job[]> {
	const jobs = Array<Job | undefined>(outcomes.length).fill(undefined);
	let next = 0;
	let goesOn = true;
	const readOn = async (): Promise<void> => {
		while (goesOn && next < outcomes.length && !isCancelled(context)) {
			const index = next++;
			await giveWay();
			try {
				jobs[index] = await readJob(context, operation, readerOf(index), index);
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
	sending: Sending,
	jobs: readonly Job[],
	outcomes: Outcome[],
): Promise<void> {
	const sendOne = async (job: Job): Promise<void> => {
		try {
			outcomes[job.index] = await sending.send(job);
		} catch (error) {
			outcomes[job.index] = toError(error);
		}
	};
	const sent: Promise<void>[] = [];
	for (const job of jobs) {
		await giveWay();
		sent.push(sendOne(job));
	}
	await Promise.all(sent);
}

function toError(error: unknown): Error {
	return error instanceof Error ? error : new Error(typeof error);
}

function isCancelled(context: IExecuteFunctions): boolean {
	return context.getExecutionCancelSignal()?.aborted === true;
}
