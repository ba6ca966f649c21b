import {
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { explain } from './explain';
import { GatewayError } from './gateway/failure';
import type { About } from './gateway/request';
import { type Outcome, standing } from './standing';
import type { Explanation } from './words';

/**
 * Turns what came of an item into n8n's output item: the gateway's response as it came, or `error`
 * and nothing else, since another key would keep it off the error branch of n8n 1.x.
 * @returns none for an item that was not sent because the execution was cancelled
 */
export function toItems(outcome: Outcome, index: number, about: About): INodeExecutionData[] {
	if (outcome === undefined) return [];
	const pairedItem = { item: index };
	if (!(outcome instanceof Error)) return [{ json: outcome.reply, pairedItem }];
	return [{ json: { error: errorItem(outcome, about) }, pairedItem }];
}

function errorItem(error: Error, about: About): IDataObject {
	const words = explainAny(error, about);
	if (!(error instanceof GatewayError)) return { ...words, attempts: 0 };
	const { failure, attempts } = error;
	return {
		...words,
		...(failure.kind === 'refused' && failure.retcode !== '' && { retcode: failure.retcode }),
		attempts,
	};
}

/**
 * Throws an error among the outcomes in n8n's types, unless On Error says to continue.
 * What it throws holds nothing that was sent: no parameters of the node, and no cause, where n8n
 * keeps the text of an expression that failed.
 * @param index of the one to throw, by default the first
 */
export function stopOnError(
	context: IExecuteFunctions,
	outcomes: readonly Outcome[],
	about: About,
	index = outcomes.findIndex((outcome) => outcome instanceof Error),
): void {
	const error = outcomes[index];
	if (!(error instanceof Error) || context.continueOnFail()) return;
	const words = explainAny(error, about);
	const { message } = words;
	const node: INode = { ...context.getNode(), parameters: {} };
	const description = `${words.description}${standing(outcomes)}`;
	const options = { message, description, itemIndex: index };
	if (!(error instanceof GatewayError) || error.failure.kind === 'invalid') {
		const operationError = new NodeOperationError(node, message, options);
		const facts = error instanceof GatewayError ? factsOf(error) : {};
		Object.assign(operationError.context, facts);
		throw operationError;
	}
	const apiError = new NodeApiError(node, { message }, { ...options, httpCode: error.code });
	// In place of a message with a word such as ECONNRESET in it n8n puts one of its own.
	throw Object.assign(apiError, { message });
}

/** By these, n8n's editor shows its own help for an expression. */
function factsOf({ failure }: GatewayError): object {
	return failure.kind === 'invalid' ? (failure.expression ?? {}) : {};
}

/** Errors other than ours: n8n's, for a credential that is missing, or a defect. */
function explainAny(error: Error, about: About): Explanation {
	if (error instanceof GatewayError) return explain(error, about);
	if (!(error instanceof NodeOperationError)) return unexpected(error);
	const { message, description } = error;
	return { message, description: description ?? '' };
}

/** Its own text may hold data. */
function unexpected({ name }: Error): Explanation {
	return {
		message: `This node has a defect and could not go on (${name})`,
		description: "Please report it at the node's repository, with the version of n8n.",
	};
}
