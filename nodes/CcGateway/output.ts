import {
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';
import { explain } from './explain';
import type { Delivery } from './gateway/deliver';
import { GatewayError } from './gateway/failure';

/** What came of an item; undefined until something has. */
export type Outcome = Delivery | Error | undefined;

/**
 * Turns what came of an item into n8n's output item: the gateway's response as it came, or the
 * message of the error and nothing else, since another key would keep it off the error branch.
 */
export function toItem(outcome: Outcome, index: number): INodeExecutionData {
	const pairedItem = { item: index };
	if (outcome instanceof Error) return { json: { error: messageOf(outcome) }, pairedItem };
	return { json: { ...outcome?.reply }, pairedItem };
}

/**
 * Throws the first error among the outcomes in n8n's types, unless On Error says to continue.
 * What it throws holds nothing that was sent, nor the node's parameters: n8n stores it.
 */
export function stopOnError(context: IExecuteFunctions, outcomes: readonly Outcome[]): void {
	const index = outcomes.findIndex((outcome) => outcome instanceof Error);
	const error = outcomes[index];
	if (!(error instanceof Error) || context.continueOnFail()) return;
	if (!(error instanceof GatewayError)) throw error;
	const { message, description } = explain(error);
	const node: INode = { ...context.getNode(), parameters: {} };
	const options = {
		message,
		description: `${description} ${standing(outcomes, index)}`,
		itemIndex: index,
	};
	if (error.failure.kind === 'invalid') throw new NodeOperationError(node, message, options);
	throw new NodeApiError(node, { message }, { ...options, httpCode: error.code });
}

function messageOf(error: Error): string {
	return error instanceof GatewayError ? explain(error).message : error.message;
}

function standing(outcomes: readonly Outcome[], index: number): string {
	const written = outcomes.filter(
		(outcome) => outcome !== undefined && !(outcome instanceof Error),
	).length;
	const items = written === 1 ? '1 item had been written' : `${written} items had been written`;
	return `This is item ${index + 1} of ${outcomes.length}; ${items}.`;
}
