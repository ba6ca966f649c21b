import {
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { explainWrite } from './explain';
import type { Delivery } from './gateway/deliver';
import { GatewayError } from './gateway/failure';
import type { Explanation } from './words';

/** What came of an item; undefined until something has. */
export type Outcome = Delivery | Error | undefined;

/**
 * Turns what came of an item into n8n's output item: the gateway's response as it came, or the
 * message of the error and nothing else, since another key would keep it off the error branch.
 * @returns none for an item that was not sent because the execution was cancelled
 */
export function toItems(outcome: Outcome, index: number): INodeExecutionData[] {
	if (outcome === undefined) return [];
	const pairedItem = { item: index };
	if (!(outcome instanceof Error)) return [{ json: outcome.reply, pairedItem }];
	return [{ json: { error: explainAny(outcome).message }, pairedItem }];
}

/**
 * Throws the first error among the outcomes in n8n's types, unless On Error says to continue.
 * What it throws holds nothing that was sent: no parameters of the node, and no cause, where n8n
 * keeps the text of an expression that failed.
 */
export function stopOnError(context: IExecuteFunctions, outcomes: readonly Outcome[]): void {
	const index = outcomes.findIndex((outcome) => outcome instanceof Error);
	const error = outcomes[index];
	if (!(error instanceof Error) || context.continueOnFail()) return;
	const { message, description } = explainAny(error);
	const node: INode = { ...context.getNode(), parameters: {} };
	const options = {
		message,
		description: `${description}${standing(outcomes)}`,
		itemIndex: index,
	};
	if (!(error instanceof GatewayError) || error.failure.kind === 'invalid') {
		throw new NodeOperationError(node, message, options);
	}
	const apiError = new NodeApiError(node, { message }, { ...options, httpCode: error.code });
	// In place of a message with a word such as ECONNRESET in it n8n puts one of its own.
	throw Object.assign(apiError, { message });
}

/** Errors other than ours come from n8n: an expression that fails, a credential that is missing. */
function explainAny(error: Error): Explanation {
	if (error instanceof GatewayError) return explainWrite(error);
	const description = 'description' in error ? error.description : undefined;
	return {
		message: error.message,
		description: typeof description === 'string' ? description : '',
	};
}

/** n8n names the item itself, next to the message. */
function standing(outcomes: readonly Outcome[]): string {
	const written = outcomes.filter(
		(outcome) => outcome !== undefined && !(outcome instanceof Error),
	).length;
	return outcomes.length === 1 ? '' : ` ${written} of ${outcomes.length} items had been written.`;
}
