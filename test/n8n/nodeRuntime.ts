import path from 'node:path';
import { cached } from './machine/cache';
import { installPackages } from './npm';

/** A Node.js of a given version, with the headers that native modules are compiled against. */
export interface NodeRuntime {
	readonly version: string;
	/** Holds bin/node and include/. */
	readonly folder: string;
	readonly bin: string;
}

/** Fetches Node.js from npm: no other source is needed, and the version is exact. */
export async function nodeRuntime(version: string): Promise<NodeRuntime> {
	const name = `node-linux-${process.arch}`;
	const [major = version] = version.split('.');
	const tree = await cached(`node-${major}`, { name, version }, (folder) =>
		installPackages(`Node.js ${version}`, folder, { dependencies: { [name]: version } }),
	);
	const folder = path.join(tree, 'node_modules', name);
	return { version, folder, bin: path.join(folder, 'bin') };
}
