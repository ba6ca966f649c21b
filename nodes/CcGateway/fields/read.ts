import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { type ExpressionFacts, invalid } from '../gateway/failure';

/** A field of the node, by its name and as people see it; `options.timeout` for one in a collection. */
export type Field = Pick<INodeProperties, 'name' | 'displayName'>;

/**
 * Gives the value of one item's field, expressions resolved; undefined where it was left empty.
 * @param nothing whether an expression may give nothing: undefined, null or white space
 * @throws GatewayError `invalid` for an expression that fails, or gives nothing where it must not
 */
export type Read = (field: Field, nothing?: 'refused' | 'allowed') => unknown;

/** Makes the reader of each item, by its index. What was filled in is looked at once for all items. */
export function readersOf(context: IExecuteFunctions): (index: number) => Read {
	const items = context.getInputData();
	// In a tool the node's input is the model's arguments, while `$json` is the workflow's item.
	const isTool = context.getNode().type.endsWith('Tool');
	const sources = new Map<string, Source>();
	const sourceOf = (name: string): Source => {
		const known = sources.get(name);
		if (known) return known;
		const raw: unknown = context.getNodeParameter(name, 0, null, { rawExpressions: true });
		const source = parseSource(raw);
		sources.set(name, source);
		return source;
	};
	return (index) =>
		({ name, displayName }, nothing = 'refused') => {
			const { kind, value: filledIn, path } = sourceOf(name);
			if (kind === 'byHand') return filledIn;
			const plain = path && !isTool ? plainValue(path, items[index]?.json) : undefined;
			const value = plain ?? evaluate(context, name, displayName, index);
			if (kind === 'expression' && nothing === 'refused' && isNothing(value)) {
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

/** Where a field's values come from. */
interface Source {
	/** `byN8n`: a list, which may hold expressions, or text that begins with = and is none. */
	readonly kind: 'byHand' | 'expression' | 'byN8n';
	/** What was filled in by hand. */
	readonly value?: unknown;
	/** The names in a plain expression. */
	readonly path?: readonly string[] | undefined;
}

function parseSource(raw: unknown): Source {
	if (raw === null) return { kind: 'byHand' };
	if (typeof raw === 'object') return { kind: 'byN8n' };
	if (typeof raw !== 'string' || !raw.startsWith('=')) return { kind: 'byHand', value: raw };
	return raw.includes('{{') ? { kind: 'expression', path: parsePath(raw) } : { kind: 'byN8n' };
}

/** What n8n writes when a value is dragged onto a field. */
const PLAIN_EXPRESSION = /^=\{\{\s*\$json\.([A-Za-z]\w*(?:\.[A-Za-z]\w*)*)\s*\}\}$/;

/** Names that n8n refuses in an expression: such an expression is left to n8n. */
export const REFUSED_BY_N8N: readonly string[] = [
	...['arguments', 'binding', 'callee', 'caller', 'constructor', 'defineProperties'],
	...['defineProperty', 'dlopen', 'execve', 'getBuiltinModule', 'getOwnPropertyDescriptor'],
	...['getOwnPropertyDescriptors', 'getPrototypeOf', 'loadEnvFile', 'mainModule'],
	...['prepareStackTrace', 'prototype', 'setPrototypeOf'],
];

function parsePath(raw: string): string[] | undefined {
	const path = PLAIN_EXPRESSION.exec(raw)?.[1]?.split('.');
	return path?.some((name) => REFUSED_BY_N8N.includes(name)) === false ? path : undefined;
}

/**
 * Reads `{{ $json.name }}` from the item itself: n8n sets up its sandbox anew for each expression,
 * which took most of the node's time (docs/benchmark.md). The rest is left to n8n, and so is a value
 * that is not there, or is not simply text, a number or a boolean.
 */
function plainValue(path: readonly string[], item: unknown): string | number | boolean | undefined {
	const value = path.reduce(property, item);
	const isPlain =
		typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
	return isPlain ? value : undefined;
}

function property(from: unknown, name: string): unknown {
	const isThere = typeof from === 'object' && from !== null && Object.hasOwn(from, name);
	return isThere ? Reflect.get(from, name) : undefined;
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
