import { copyFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import { cached } from './machine/cache';
import { run } from './machine/command';
import { environment, pathWith } from './machine/environment';
import { nodeRuntime, type NodeRuntime } from './nodeRuntime';
import { installPackages } from './npm';
import { binaryPath, sqliteBinary } from './sqlite';
import { versions, type N8nVersion } from './versions';

/** An n8n that is ready to start. */
export interface InstalledN8n {
	readonly version: N8nVersion;
	readonly node: NodeRuntime;
	/** The script that n8n's own command line runs. */
	readonly script: string;
}

/** Installs one version of n8n, slim, with its own Node.js; takes a moment when it is there already. */
export async function installN8n(version: N8nVersion): Promise<InstalledN8n> {
	const { n8n, npmFlags, overrides } = version;
	const node = await nodeRuntime(version.node);
	const inputs = { n8n, npmFlags, overrides, node: node.version };
	const tree = await cached(`n8n-${version.name}`, inputs, async (folder) => {
		const manifest = { dependencies: { n8n }, overrides };
		const [sqlite] = await Promise.all([
			sqliteBinary(),
			installPackages(`n8n ${n8n}`, folder, manifest, npmFlags),
		]);
		const target = path.join(folder, 'node_modules/sqlite3', binaryPath);
		await mkdir(path.dirname(target), { recursive: true });
		await copyFile(sqlite, target);
		await checkTree(node, version, folder);
	});
	return { version, node, script: path.join(tree, 'node_modules/n8n/bin/n8n') };
}

/** A tree that cannot open a database is not worth keeping. */
async function checkTree(node: NodeRuntime, version: N8nVersion, folder: string): Promise<void> {
	await run({
		title: `Database of n8n ${version.n8n} on Node.js ${node.version}`,
		file: path.join(node.bin, 'node'),
		args: ['-e', "new (require('sqlite3').Database)(':memory:')"],
		cwd: folder,
		env: environment({ PATH: pathWith(node.bin) }),
	});
}

async function main(): Promise<void> {
	for (const version of versions) {
		const started = Date.now();
		const { script } = await installN8n(version);
		console.log(`n8n ${version.n8n}: ${script} (${Date.now() - started} ms)`);
	}
}

if (require.main === module) void main();
