import { cp, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from '../n8n/machine/temporaryFolder';

/** One text of one source file, and what is put in its place. */
export interface Edit {
	/** From the root of the repository. */
	readonly file: string;
	/** Occurs exactly once in the file. */
	readonly from: string;
	readonly to: string;
}

const REPOSITORY = path.resolve(__dirname, '../..');
/** Of the bundles, without `.ts` and `.js`. */
const BUNDLES = ['nodes/CcGateway/CcGateway.node', 'credentials/CcGatewayApi.credentials'];

/**
 * Builds a copy of the package with changed sources; the repository stays as it is.
 * @returns the folder of the copy, which goes when this process ends
 * @throws Error for a text that does not occur exactly once in its file
 */
export async function buildPlanted(edits: readonly Edit[]): Promise<string> {
	const folder = temporaryFolder('planted');
	for (const part of ['package.json', 'dist']) {
		await cp(path.join(REPOSITORY, part), path.join(folder, part), { recursive: true });
	}
	await symlink(path.join(REPOSITORY, 'node_modules'), path.join(folder, 'node_modules'));
	const changed = await changedSources(edits);
	await build({
		entryPoints: BUNDLES.map((bundle) => path.join(REPOSITORY, `${bundle}.ts`)),
		outdir: path.join(folder, 'dist'),
		outbase: REPOSITORY,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20.19',
		external: ['n8n-workflow'],
		logLevel: 'warning',
		plugins: [
			{
				name: 'planted',
				setup: (bundling) => {
					bundling.onLoad({ filter: /nodes.CcGateway.*\.ts$/ }, ({ path: file }) => {
						const contents = changed.get(file);
						return contents === undefined ? undefined : { contents, loader: 'ts' };
					});
				},
			},
		],
	});
	return folder;
}

/**
 * The sources that are changed, by the path of their file.
 * @throws Error for a text that does not occur exactly once in its file
 */
export async function changedSources(edits: readonly Edit[]): Promise<Map<string, string>> {
	const changed = new Map<string, string>();
	for (const edit of edits) {
		const file = path.join(REPOSITORY, edit.file);
		changed.set(file, replaceOnce(changed.get(file) ?? (await readFile(file, 'utf8')), edit));
	}
	return changed;
}

function replaceOnce(source: string, { file, from, to }: Edit): string {
	const [before, after, ...more] = source.split(from);
	if (before === undefined || after === undefined || more.length > 0) {
		throw new Error(`${file} has to hold this text exactly once: ${from}`);
	}
	return before + to + after;
}
