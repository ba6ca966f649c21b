import { type IExecuteFunctions, type INodeProperties, isSafeObjectProperty } from 'n8n-workflow';
import { type ExpressionFacts, invalid } from '../gateway/failure';

/** A field of the node, by its name and as people see it; `options.timeout` for one in a collection. */
export type Field = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Gives the value of one item's field, expressions resolved; undefined where it was left empty.
 * @param nothing whether an expression may give nothing: undefined, null or white space
 * @throws GatewayError `invalid` for an expression that fails, or gives nothing where it must not
 */
export type Read = (field: Field, nothing?: 'refused' | 'allowed') => unknown;

/** Makes the reader of one item. */
export function readerOf(context: IExecuteFunctions, index: number, item: unknown): Read {
	return ({ name, displayName }, nothing = 'refused') => {
		const raw: unknown = context.getNodeParameter(name, index, null, { rawExpressions: true });
		if (isGivenByHand(raw)) return raw;
		if (!isExpression(raw)) return evaluate(context, name, displayName, index);
		const plain = isTool(context) ? undefined : plainValue(raw, item);
		const value = plain ?? evaluate(context, name, displayName, index);
		if (nothing === 'refused' && isNothing(value)) {
			throw invalid(
				`The expression in '${displayName}' gave nothing`,
				`Correct the expression, or the data that it takes: '${displayName}' must not be empty by accident.`,
			);
		}
		return value;
	};
}

/** Undefined, null, or text without a visible character. */
export function isNothing(value: unknown): boolean {
	return (
		value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
	);
}

/** Lists may hold expressions, and text that begins with = is read by n8n. */
function isGivenByHand(raw: unknown): boolean {
	return typeof raw === 'string' ? !raw.startsWith('=') : typeof raw !== 'object';
}

function isExpression(raw: unknown): raw is string {
	return typeof raw === 'string' && raw.startsWith('=') && raw.includes('{{');
}

/** What n8n writes when a value is dragged onto a field. */
const PLAIN_EXPRESSION = /^=\{\{\s*\$json\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\s*\}\}$/;

/**
 * Reads `{{ $json.name }}` from the item itself: n8n sets up its sandbox anew for each expression,
 * which took most of the node's time (docs/benchmark.md). The rest is left to n8n, and so is a value
 * that is not there, or is not simply text, a number or a boolean, and a name that n8n refuses.
 */
function plainValue(raw: string, item: unknown): string | number | boolean | undefined {
	const path = PLAIN_EXPRESSION.exec(raw)?.[1]?.split('.') ?? [];
	if (path.length === 0 || !path.every(isSafeObjectProperty)) return undefined;
	const value = path.reduce(property, item);
	const isPlain =
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
	return isPlain ? value : undefined;
}

function property(from: unknown, name: string): unknown {
	const isThere = typeof from === 'object' && from !== null && Object.hasOwn(from, name);
	return isThere ? Reflect.get(from, name) : undefined;
}

/** In a tool the node's input is the model's arguments, while `$json` is the workflow's item. */
function isTool(context: IExecuteFunctions): boolean {
	return context.getNode().type.endsWith('Tool');
}

function evaluate(
	context: IExecuteFunctions,
	name: string,
	displayName: string,
	index: number,
): unknown {
	try {
		return context.getNodeParameter(name, index, null) ?? undefined;
	} catch (error) {
		throw expressionFailed(`The expression in '${displayName}' failed`, error, name);
	}
}

/**
 * Makes the error for an expression that fails. Of what n8n says it takes no text: that may hold data.
 * @param parameter of the node; none for the credential
 */
export function expressionFailed(message: string, error: unknown, parameter?: string): Error {
	const facts = factsOf(error);
	const { nodeCause } = facts;
	return invalid(
		message,
		nodeCause === undefined
			? 'Open the expression in the editor: it shows there what is wrong.'
			: `It refers to the node '${nodeCause}': check that there is such a node, and that it has run before.`,
		parameter === undefined ? facts : { ...facts, parameter },
	);
}

function factsOf(error: unknown): ExpressionFacts {
	const context: unknown =
		typeof error === 'object' && error !== null && Reflect.get(error, 'context');
	if (typeof context !== 'object' || context === null) return {};
	const names = ['nodeCause', 'descriptionKey', 'type'] as const;
	return Object.fromEntries(
		names.flatMap((name) => {
			const value: unknown = Reflect.get(context, name);
			return typeof value === 'string' ? [[name, value]] : [];
		}),
	);
}
