import type { IExecuteFunctions } from 'n8n-workflow';
import { type Connection, type Credential, parseCredential } from './gateway/connection';
import type { GatewayRequest, Session } from './gateway/contract';
import type { Effort } from './gateway/deliver';
import { invalid } from './gateway/failure';
import { checkAgentId, parseAgentId } from './gateway/ids';
import { runLanes } from './lanes';
import { operationNamed } from './operations';
import { parseOptions } from './operations/options';
import type { Outcome } from './output';

/** One item, read and checked: all that it takes to send it. */
export interface Job {
	readonly index: number;
	readonly agentId: string;
	readonly connection: Connection;
	readonly session: Session;
	readonly request: GatewayRequest;
	readonly effort: Effort;
	readonly maxConcurrency: number;
}

/** n8n looks up every credential in its database. */
const READ_AT_ONCE = 5;

/** Older versions of n8n have no egress policy. */
type EgressHelpers = Partial<Pick<IExecuteFunctions['helpers'], 'getSecureEgressFilter'>>;

/**
 * Reads and checks the items. The credential is resolved per agent, for its first item: an
 * expression in it, such as one for the Guid, is about this agent.
 * @param outcomes takes the error of each item that cannot be sent: GatewayError `invalid`, or n8n's
 * own for an expression or a credential
 * @returns the jobs of the other items, in their order; none after the first error, unless On Error
 * says to continue
 */
export async function readItems(context: IExecuteFunctions, outcomes: Outcome[]): Promise<Job[]> {
	const readItem = itemReader(context);
	const jobs = Array<Job | undefined>(outcomes.length).fill(undefined);
	const indices = [...outcomes.keys()].map((index) => [index]);
	await runLanes(indices, READ_AT_ONCE, async (index) => {
		try {
			jobs[index] = await readItem(index);
			return true;
		} catch (error) {
			outcomes[index] = error instanceof Error ? error : new Error(String(error));
			return context.continueOnFail();
		}
	});
	return jobs.filter((job) => job !== undefined);
}

function itemReader(context: IExecuteFunctions): (index: number) => Promise<Job> {
	const operation = operationNamed(context.getNodeParameter('operation', 0));
	const helpers: EgressHelpers = context.helpers;
	const egress = helpers.getSecureEgressFilter?.();
	const signal = context.getExecutionCancelSignal();
	const items = context.getInputData();
	const credentials = new Map<string, Promise<Credential>>();

	return async (index) => {
		const read = (field: string): unknown => readField(context, field, index, items[index]?.json);
		const agentId = parseAgentId(read('agentId'), 'Agent ID');
		const resolving = credentials.get(agentId) ?? resolveCredential(context, index);
		credentials.set(agentId, resolving);
		const credential = await resolving;
		checkAgentId(agentId, 'Agent ID', credential.agentIdRange);
		const options = parseOptions(read);
		return {
			index,
			agentId,
			connection: credential.connection,
			session: chooseSession(options.session, credential.session),
			request: operation.request(read, agentId, options),
			effort: { timeoutMs: options.timeoutMs, maxRetries: options.maxRetries, signal, egress },
			maxConcurrency: options.maxConcurrency,
		};
	};
}

async function resolveCredential(context: IExecuteFunctions, index: number): Promise<Credential> {
	return parseCredential(await context.getCredentials('ccGatewayApi', index));
}

/** What n8n writes when a value is dragged onto a field. */
const PLAIN_EXPRESSION = /^=\{\{\s*\$json\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\s*\}\}$/;

/**
 * Reads `{{ $json.name }}` from the item itself: n8n sets up its sandbox anew for each expression,
 * which took most of the node's time (docs/benchmark.md). The rest is left to n8n, and so is a value
 * that is not there, or is not simply text, a number or a boolean.
 */
function readField(
	context: IExecuteFunctions,
	field: string,
	index: number,
	item: unknown,
): unknown {
	const raw = context.getNodeParameter(field, index, null, { rawExpressions: true });
	const path = typeof raw === 'string' ? PLAIN_EXPRESSION.exec(raw)?.[1] : undefined;
	const value = path?.split('.').reduce(property, item);
	const isPlain = ['string', 'number', 'boolean'].includes(typeof value);
	return isPlain ? value : context.getNodeParameter(field, index, null);
}

function property(from: unknown, name: string): unknown {
	const isThere = typeof from === 'object' && from !== null && Object.hasOwn(from, name);
	return isThere ? Reflect.get(from, name) : undefined;
}

function chooseSession(option: Session, credential: Session): Session {
	const guid = option.guid || credential.guid;
	if (guid !== '') return { guid, cookie: option.cookie || credential.cookie };
	throw invalid(
		"There is no 'Guid' for this agent",
		"Fill in 'Guid' in the credential, or 'Guid' under Options to give each item its own.",
	);
}
