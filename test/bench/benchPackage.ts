import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { temporaryFolder } from '../n8n/machine/temporaryFolder';
import { packPackage, type Tarball } from '../n8n/package';

const SOURCES = path.join(__dirname, 'package');
const NODES = ['BenchMeter', 'BenchCredential', 'BenchExpressions', 'BenchReading'] as const;

/** The name of the package with the nodes that measure. */
export const BENCH_PACKAGE = 'n8n-nodes-cc-gateway-bench';

/** Packs the nodes that measure, as a community package of their own: nobody else gets to see them. */
export async function packBenchPackage(): Promise<Tarball> {
	const folder = temporaryFolder('bench-package');
	await build({
		entryPoints: NODES.map((node) => path.join(SOURCES, `${node}.node.ts`)),
		outdir: path.join(folder, 'dist'),
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20.19',
		external: ['n8n-workflow'],
		logLevel: 'warning',
	});
	const manifest = {
		name: BENCH_PACKAGE,
		version: '1.0.0',
		keywords: ['n8n-community-node-package'],
		files: ['dist'],
		n8n: { n8nNodesApiVersion: 1, nodes: NODES.map((node) => `dist/${node}.node.js`) },
	};
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	return await packPackage(folder);
}
