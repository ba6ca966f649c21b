import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type IDataObject, type INode, type IPinData, jsonParse } from 'n8n-workflow';
import type { CredentialData } from '../support/credentials';
import type { N8nClient } from './client';
import { createCredential, createWorkflow, type WorkflowJson } from './workflows';

/** A workflow in examples/, as n8n imports it. */
export interface Example extends WorkflowJson {
	readonly nodes: readonly INode[];
	readonly pinData?: IPinData;
	readonly active: boolean;
}

/** What the note of an example asks its user to fill in. */
export interface FilledIn {
	/** By type, what a credential holds. */
	readonly credentials: Readonly<Record<string, CredentialData>>;
	/** By the address in the example, the one to put in its place. */
	readonly addresses?: Readonly<Record<string, string>>;
	/** By the name of a node, the items to pin to it. */
	readonly pinned?: Readonly<Record<string, readonly IDataObject[]>>;
}

const folder = path.join(__dirname, '../../examples');

/** The names of the files in examples/ that n8n imports. */
export function exampleFiles(): string[] {
	return readdirSync(folder).filter((name) => name.endsWith('.json'));
}

/** Reads an example, with other addresses in place of those in it. */
export function readExample(file: string, addresses: FilledIn['addresses'] = {}): Example {
	const text = readFileSync(path.join(folder, file), 'utf8');
	return jsonParse<Example>(
		Object.entries(addresses).reduce((filled, [from, to]) => filled.replaceAll(from, to), text),
	);
}

/**
 * Imports an example and fills it in.
 * @returns the id of the workflow, which is not switched on
 * @throws Error when the example asks for a credential that is not given
 */
export async function importExample(
	client: N8nClient,
	file: string,
	{ addresses, credentials, pinned = {} }: FilledIn,
): Promise<string> {
	const example = readExample(file, addresses);
	const items = Object.entries(pinned).map(
		([node, rows]) => [node, rows.map((json) => ({ json }))] as const,
	);
	const ids = new Map<string, string>();
	for (const type of new Set(example.nodes.flatMap(credentialTypes))) {
		const data = credentials[type];
		if (data === undefined) throw new Error(`${file} asks for a credential ${type}`);
		ids.set(type, await createCredential(client, { name: type, type, data }));
	}
	const choose = (type: string) => [type, { id: ids.get(type) ?? null, name: type }] as const;
	const filled: Example = {
		...example,
		nodes: example.nodes.map((node) => ({
			...node,
			credentials: Object.fromEntries(credentialTypes(node).map(choose)),
		})),
		pinData: { ...example.pinData, ...Object.fromEntries(items) },
	};
	return createWorkflow(client, filled);
}

function credentialTypes({ credentials = {} }: INode): string[] {
	return Object.keys(credentials);
}
