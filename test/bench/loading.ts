import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { at } from '../n8n/json';
import { summarize, type Summary } from './statistics';

/** What loading a module costs each process of n8n. */
export interface LoadingFigures {
	readonly name: string;
	/** Size of the file, in KB. */
	readonly kilobytes: number;
	readonly ms: Summary;
	/** What the heap grows by, in MB. */
	readonly heapMb: Summary;
}

const REPOSITORY = path.resolve(__dirname, '../..');

/** By what the tables name them. n8n-workflow is loaded before: n8n has it already. */
const MODULES = {
	'The node': 'dist/nodes/CcGateway/CcGateway.node.js',
	'axios with its own adapter': 'node_modules/axios/dist/node/axios.cjs',
} as const;

const SCRIPT = `
require('n8n-workflow');
global.gc();
const heap = process.memoryUsage().heapUsed;
const start = performance.now();
require(process.argv[1]);
const ms = performance.now() - start;
global.gc();
console.log(JSON.stringify({ ms, heapMb: (process.memoryUsage().heapUsed - heap) / 1e6 }));
`;

/** Loads each module in a fresh process, in turns. */
export async function measureLoading(rounds: number): Promise<LoadingFigures[]> {
	const modules = Object.entries(MODULES).map(([name, file]) => ({
		name,
		file: path.join(REPOSITORY, file),
		samples: Array<unknown>(),
	}));
	for (let round = 0; round < 2 * rounds; round++) {
		for (const { file, samples } of modules) {
			const args = ['--expose-gc', '-e', SCRIPT, file];
			const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: REPOSITORY });
			samples.push(JSON.parse(stdout));
		}
	}
	return await Promise.all(
		modules.map(async ({ name, file, samples }) => ({
			name,
			kilobytes: (await stat(file)).size / 1000,
			ms: summarize(samples.map((sample) => Number(at(sample, 'ms')))),
			heapMb: summarize(samples.map((sample) => Number(at(sample, 'heapMb')))),
		})),
	);
}
