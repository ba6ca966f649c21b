import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const NODE = path.resolve(__dirname, '../nodes/CcGateway');

/** What each layer may import besides itself; the arrows point down only. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	'.': ['n8n-workflow', 'p-limit', 'operations', 'gateway'],
	operations: ['n8n-workflow', 'gateway'],
	gateway: [
		'axios',
		'proxy-from-env',
		...['crypto', 'events', 'http', 'https', 'net', 'stream', 'tls'].map((name) => `node:${name}`),
	],
};

/** What single files may not import, though their layer may. */
const MAY_NOT_IMPORT: Readonly<Record<string, RegExp>> = {
	'operations/': /\/(transport|deliver|pool|egress|certificate)$/,
	'gateway/contract.ts': /^(?!\.\/(failure|redact)$)/,
	'gateway/failure.ts': /./,
	'gateway/redact.ts': /./,
};

const files = readdirSync(NODE, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.ts'),
);

function importsOf(file: string): string[] {
	const source = readFileSync(path.join(NODE, file), 'utf8');
	return [...source.matchAll(/\sfrom '([^']+)'/g)].map(([, name = '']) => name);
}

/** The layer of an import: a folder of the node, or the name of a package. */
function layerOf(name: string, importer: string): string {
	if (!name.startsWith('.')) return name;
	const [top = '', ...rest] = path.join(path.dirname(importer), name).split('/');
	return rest.length > 0 || top in MAY_IMPORT ? top : '.';
}

test.each(files)('%s imports only what lies below it', (file) => {
	const own = path.dirname(file);
	const allowed = [own, ...(MAY_IMPORT[own] ?? [])];
	const layers = importsOf(file).map((name) => layerOf(name, file));
	expect(layers.filter((layer) => !allowed.includes(layer))).toEqual([]);
});

test.each(Object.entries(MAY_NOT_IMPORT))('%s does not import %s', (start, forbidden) => {
	const imports = files.filter((file) => file.startsWith(start)).flatMap(importsOf);
	expect(imports.filter((name) => forbidden.test(name))).toEqual([]);
});
