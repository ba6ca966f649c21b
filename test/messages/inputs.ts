import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { CALL_DATA_MAX_BYTES } from '../../nodes/CcGateway/gateway/contract';
import type { Explanation } from '../../nodes/CcGateway/words';

const SOURCES = path.resolve(__dirname, '../../nodes');

/** What stands in the page for what a message fills in, by its source text. */
const FILLED_IN: Readonly<Record<string, string>> = {
	field: '_the field_',
	'nameOfType(value)': '_an object_',
	min: '_1_',
	max: '_100_',
	scheme: '_http_',
	length: '_20000_',
	"choices.join(', ')": '_text, json, fields_',
	CALL_DATA_MAX_BYTES: String(CALL_DATA_MAX_BYTES),
};

/**
 * Finds what the node says about input that cannot be sent: every call of `invalid` in the sources.
 * @throws Error for a message that is put together in a way that this does not know
 */
export function inputMessages(): Explanation[] {
	return sourceFiles().flatMap((file) => {
		const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
		return callsOf('invalid', source).flatMap(({ arguments: [message, description] }) =>
			textsOf(message, source).flatMap((text) =>
				textsOf(description, source).map((advice) => ({ message: text, description: advice })),
			),
		);
	});
}

function sourceFiles(): string[] {
	return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.sort()
		.map((file) => path.join(SOURCES, file));
}

function callsOf(name: string, source: ts.SourceFile): ts.CallExpression[] {
	const calls: ts.CallExpression[] = [];
	const visit = (node: ts.Node): void => {
		if (ts.isCallExpression(node) && node.expression.getText(source) === name) calls.push(node);
		node.forEachChild(visit);
	};
	visit(source);
	return calls;
}

/** Every text that an expression can come to. */
function textsOf(expression: ts.Expression | undefined, source: ts.SourceFile): string[] {
	if (expression === undefined) return [''];
	if (ts.isStringLiteralLike(expression)) return [expression.text];
	if (ts.isConditionalExpression(expression)) {
		const { whenTrue, whenFalse } = expression;
		return [...textsOf(whenTrue, source), ...textsOf(whenFalse, source)];
	}
	if (!ts.isTemplateExpression(expression)) {
		throw new Error(`A message is put together by ${expression.getText(source)}`);
	}
	const parts = expression.templateSpans.map(
		(span) => filledIn(span.expression.getText(source)) + span.literal.text,
	);
	return [expression.head.text + parts.join('')];
}

function filledIn(text: string): string {
	const shown = FILLED_IN[text];
	if (shown === undefined) throw new Error(`Say in ${__filename} what stands for ${text}`);
	return shown;
}
