import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NODE = path.resolve(__dirname, '../nodes/CcGateway');

/** What each layer may import besides itself; the arrows point down only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	'.': [
		'n8n-workflow',
		'p-limit',
		...['fields', 'operations', 'gateway', 'wire'],
		...['node:events', 'node:timers/promises'],
	],
	fields: ['n8n-workflow', 'operations', 'gateway', 'wire', 'node:crypto', 'node:net'],
	operations: ['n8n-workflow', 'fields', 'gateway'],
	gateway: ['wire'],
	wire: [
		...['axios', 'p-limit', 'proxy-from-env', 'node:events', 'node:http', 'node:https'],
		...['node:net', 'node:stream', 'node:tls', 'node:util/types'],
	],
};

/** What single files may not import, though their layer may: by the start of their path. */
const MAY_NOT_IMPORT: readonly (readonly [files: RegExp, imports: RegExp])[] = [
	// n8n is known where its parameters are read, and where its fields are described.
	[/^(fields\/(?!(read|items|options)\.)|operations\/call)/, /^n8n-workflow$/],
	// Operations are values made of fields; only the reader of items knows that there are operations.
	[/^fields\/(?!items\.)/, /^operations\//],
	// Sending is for send.ts and the connection test; where a gateway is, and what went wrong, for all.
	[/^(?!(send|credentialTest|standing)\.|gateway\/|wire\/)/, /^gateway\/deliver$/],
	[/^(?!gateway\/|wire\/)/, /^wire\/(?!connection$|wireError$|breaks$)/],
	[/^gateway\/contract\./, /./],
	[/^gateway\/(?!deliver\.)/, /^wire\/(exchange|pool|agent)$/],
	[/^wire\/(wireError|connection)\./, /./],
];

const files = readdirSync(NODE, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.ts'),
);

/** What a file imports: packages by their name, files by their path without extension. */
function importsOf(file: string): string[] {
	const source = readFileSync(path.join(NODE, file), 'utf8');
	return [...source.matchAll(/\s(?:from|import) '([^']+)'/g)].map(([, name = '']) => {
		if (!name.startsWith('.')) return name;
		const target = path.join(path.dirname(file), name);
		return files.includes(`${target}.ts`) ? target : path.join(target, 'index');
	});
}

/** The layer of an import: a folder of the node, or the name of a package. */
function layerOf(name: string): string {
	if (!files.includes(`${name}.ts`)) return name;
	return path.dirname(name);
}

test.each(files)('%s imports only what lies below it', (file) => {
	const own = path.dirname(file);
	const allowed = [own, ...(MAY_IMPORT[own] ?? [])];
	expect(importsOf(file).filter((name) => !allowed.includes(layerOf(name)))).toEqual([]);
});

test.each(MAY_NOT_IMPORT)('files %s do not import %s', (importers, forbidden) => {
	const some = files.filter((file) => importers.test(file));
	expect(some).not.toEqual([]);
	const wrong = some.filter((file) => importsOf(file).some((name) => forbidden.test(name)));
	expect(wrong).toEqual([]);
});

test('no file imports itself, not even by way of others', () => {
	const reached = (file: string, seen = new Set<string>()): Set<string> => {
		for (const name of importsOf(file).map((found) => `${found}.ts`)) {
			if (!files.includes(name) || seen.has(name)) continue;
			reached(name, seen.add(name));
		}
		return seen;
	};
	expect(files.filter((file) => reached(file).has(file))).toEqual([]);
});
