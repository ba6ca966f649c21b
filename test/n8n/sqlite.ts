import path from 'node:path';
import { cached } from './machine/cache';
import { run } from './machine/command';
import { ensurePrograms } from './machine/debian';
import { nodeRuntime } from './nodeRuntime';
import { installPackages } from './npm';
import { newest1x } from './versions';

const dependencies = { sqlite3: '5.1.7', 'node-gyp': '12.4.0' } as const;

/** Where sqlite3's compiled part lies in sqlite3's folder. */
export const binaryPath = 'build/Release/node_sqlite3.node';

let build: Promise<string> | undefined;

/** The compiled part of sqlite3, for every n8n tree: npm's copy of it comes without one. */
export function sqliteBinary(): Promise<string> {
	build ??= compile();
	return build;
}

async function compile(): Promise<string> {
	// Node-API is compatible forwards only: compiled for Node.js 24 it crashes on 20.
	const node = await nodeRuntime(newest1x.node);
	const inputs = { dependencies, node: node.version };
	const tree = await cached('sqlite3', inputs, async (folder) => {
		await ensurePrograms('/usr/bin/python3', '/usr/bin/make', '/usr/bin/g++');
		await installPackages('sqlite3 sources', folder, { dependencies }, ['--omit=optional']);
		await run({
			title: 'sqlite3 compilation',
			file: process.execPath,
			args: [
				'node_modules/node-gyp/bin/node-gyp.js',
				'rebuild',
				'--directory=node_modules/sqlite3',
				`--nodedir=${node.folder}`,
			],
			cwd: folder,
		});
	});
	return path.join(tree, 'node_modules/sqlite3', binaryPath);
}
