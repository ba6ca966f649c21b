import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type INodeExecutionData, type IPinData, type IRun, jsonParse } from 'n8n-workflow';
import { outputOf, type WorkflowJson } from './engine';

const FOLDER = path.resolve(__dirname, '../workflows');

/** The files in test/workflows: each is a test whose pinned data is the expected output. */
export function workflowFiles(): string[] {
	return readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
}

/**
 * Reads a workflow as n8n exports it, from test/workflows unless its path is absolute.
 * @param values what to put in place of `<name>`: that which only the running simulator knows
 */
export function readWorkflow(
	file: string,
	values: Readonly<Record<string, string>> = {},
): WorkflowJson {
	const text = readFileSync(path.resolve(FOLDER, file), 'utf8');
	return jsonParse<WorkflowJson>(
		text.replace(/<([^<>"]+)>/g, (whole, name: string) => values[name] ?? whole),
	);
}

/** What the pinned nodes put out, reduced to what the pinned items speak about: to equal `pinData`. */
export function pinnedOutputs(run: IRun, pinData: IPinData): Record<string, unknown[]> {
	const outputs: Record<string, unknown[]> = {};
	for (const [node, expected] of Object.entries(pinData)) {
		outputs[node] = outputOf(run, node).map((item, i) => pick(item, expected[i]));
	}
	return outputs;
}

function pick(item: INodeExecutionData, expected: INodeExecutionData = { json: {} }) {
	return Object.fromEntries(Object.keys(expected).map((key) => [key, item[key]]));
}
