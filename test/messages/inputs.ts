import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { CALL_DATA_MAX_BYTES, PORT_RANGE } from '../../nodes/CcGateway/gateway/contract';
import type { Explanation } from '../../nodes/CcGateway/words';

const SOURCES = path.resolve(__dirname, '../../nodes');

/** What stands in the page for what a message fills in, by its source text. */
const FILLED_IN: Readonly<Record<string, string>> = {
	field: '_the field_',
	label: '_the field_',
	displayName: '_the field_',
	'nameOfType(value)': '_an object_',
	min: '_1_',
	max: '_100_',
	scheme: '_http_',
	length: '_20000_',
	nodeCause: '_Webhook_',
	'text.slice(0, 20)': '_99999_',
	"choices.join(', ')": '_text, json, fields_',
	CALL_DATA_MAX_BYTES: String(CALL_DATA_MAX_BYTES),
	'PORT_RANGE.min': String(PORT_RANGE.min),
	'PORT_RANGE.max': String(PORT_RANGE.max),
};

/**
 * Finds what the node says about input that cannot be sent: every call of `invalid` in the sources.
 * @throws Error for a message that is put together in a way that this does not know
 */
export function inputMessages(): Explanation[] {
	const sources = sourceFiles();
	return sources
		.flatMap((source) => callsOf('invalid', source))
		.flatMap(({ arguments: [message, description] }) =>
			textsOf(message, sources).flatMap((text) =>
				textsOf(description, sources).map((advice) => ({ message: text, description: advice })),
			),
		);
}

function sourceFiles(): ts.SourceFile[] {
	return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.sort()
		.map((file) => path.join(SOURCES, file))
		.map((file) => {
			const text = readFileSync(file, 'utf8');
			return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
		});
}

function callsOf(name: string, source: ts.SourceFile): ts.CallExpression[] {
	const calls: ts.CallExpression[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && node.expression.getText() === name) calls.push(node);
		node.forEachChild(visit);
	};
	visit(source);
	return calls;
}

/** Every text that an expression can come to. */
function textsOf(
	expression: ts.Expression | undefined,
	sources: readonly ts.SourceFile[],
): string[] {
	if (expression === undefined) return [''];
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isIdentifier(expression)) return textsOfParameter(expression, sources);
	if (ts.isConditionalExpression(expression)) {
		const { whenTrue, whenFalse } = expression;
		return [...textsOf(whenTrue, sources), ...textsOf(whenFalse, sources)];
	}
	if (!ts.isTemplateExpression(expression)) {
		throw new Error(`A message is put together by ${expression.getText()}`);
	}
	const parts = expression.templateSpans.map(
		(span) => filledIn(span.expression.getText()) + span.literal.text,
	);
	return [expression.head.text + parts.join('')];
}

/** What the callers of a function give for one of its parameters. */
function textsOfParameter(name: ts.Identifier, sources: readonly ts.SourceFile[]): string[] {
	const maker = ts.findAncestor(name, ts.isFunctionDeclaration);
	const place = maker?.parameters.findIndex((one) => one.name.getText() === name.text) ?? -1;
	if (maker?.name === undefined || place < 0) {
		throw new Error(`A message is put together by ${name.text}`);
	}
	const { text } = maker.name;
	return sources
		.flatMap((source) => callsOf(text, source))
		.flatMap((call) => textsOf(call.arguments[place], sources));
}

function filledIn(text: string): string {
	const shown = FILLED_IN[text];
	if (shown === undefined) throw new Error(`Say in ${__filename} what stands for ${text}`);
	return shown;
}
