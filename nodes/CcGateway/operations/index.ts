import { type INodeProperties, updateDisplayOptions } from 'n8n-workflow';
import { invalid } from '../gateway/failure';
import { agentId, guid } from './descriptions';
import type { Operation } from './operation';
import { setCallDataEx } from './setCallDataEx';

/** THE registry: menu, fields and look-up derive from it. A new operation is a line here. */
const OPERATIONS: readonly Operation[] = [setCallDataEx];

/** Resource, Operation and the fields of every operation, as the node shows them. */
export const operationFields: readonly INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: [{ name: 'Call Data', value: 'callData' }],
		default: 'callData',
	},
	{
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: ['callData'] } },
		options: OPERATIONS.map(({ option }) => option),
		default: 'setCallDataEx',
	},
	...OPERATIONS.flatMap(({ option, fields }) =>
		updateDisplayOptions({ show: { resource: ['callData'], operation: [option.value] } }, [
			agentId,
			guid,
			...fields,
		]),
	),
];

/** The operation's name, for the subtitle of the node: an expression. */
export const operationSubtitle = `={{ (${JSON.stringify(
	Object.fromEntries(OPERATIONS.map(({ option }) => [option.value, option.name])),
)})[$parameter.operation] }}`;

/**
 * Finds the operation that a node is set to.
 * @throws GatewayError `invalid` for one that is not in the menu
 */
export function operationNamed(name: unknown): Operation {
	const operation = OPERATIONS.find(({ option }) => option.value === name);
	if (operation !== undefined) return operation;
	throw invalid(
		"'Operation' is not one that this version of the node knows",
		"Choose one in 'Operation', or update the package.",
	);
}
