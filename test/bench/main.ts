import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from '../n8n/machine/temporaryFolder';
import { type Cast, gatherCast, warmUp } from './cast';
import { writeDocument } from './document';
import { playRounds } from './figures';
import { goalTable } from './goals';
import { describeMachine } from './machine';
import { measureMemory } from './memory';
import { measureLoading } from './loading';
import { type Options, readOptions } from './options';
import { measureOutside } from './outside';
import { drawPlot } from './plot';
import { Problems } from './problems';
import { profile, profileAll } from './profile';
import { type Results, serialize } from './results';
import { measure } from './round';
import { openStage, type Stage } from './stage';
import {
	loadingTable,
	machineTable,
	memoryTables,
	outsideTable,
	wanTable,
	workloadTables,
} from './tables';
import { measureWan } from './wan';

const DOCS = path.resolve(__dirname, '../../docs');

/** Measures, prints, and writes the documents when asked to; gives the exit code. */
async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help !== undefined) {
		console.log(options.help);
		return 0;
	}
	const stage = await openStage();
	try {
		const cast = await gatherCast(stage, options.main);
		if (options.profileFolder !== undefined) {
			await warmUp(stage, cast, options.main);
			await profileAll(stage.gateway, cast, options.main, options.profileFolder);
			return 0;
		}
		const results = await measureAll(stage, cast, options);
		print(results);
		if (options.write) await write(results);
		return results.problems.texts.length === 0 ? 0 : 1;
	} finally {
		await stage.close();
	}
}

async function measureAll(stage: Stage, cast: Cast, options: Options): Promise<Results> {
	const { gateway } = stage;
	const { contenders, node, overWan } = cast;
	const { main, rounds, workloads } = options;
	const problems = new Problems();
	// First, as it starts n8n anew again and again.
	const memory = await measureMemory(stage, contenders, options, problems);
	const outside = await measureOutside(rounds, options.quick);
	const loading = await measureLoading(rounds);
	await warmUp(stage, cast, main);
	const wan = await measureWan(stage, overWan, rounds);
	await measure(gateway, node, main);
	const secondRun = await measure(gateway, node, main, { keepConnections: true });
	const played = new Map([...workloads].filter(([key]) => key !== 'manyLarge'));
	const figures = await playRounds(gateway, contenders, played, { rounds, problems });
	const profiled = await profile(gateway, node, main, temporaryFolder('bench-profile'));
	const measured = { memory, outside, loading, profile: profiled, wan, secondRun, figures };
	return { options, cast, ...measured, problems, machine: describeMachine() };
}

function print(results: Results): void {
	const parts = [
		machineTable(results),
		workloadTables(results),
		memoryTables(results),
		outsideTable(results.outside),
		loadingTable(results.loading),
		wanTable(results.wan),
		goalTable(results),
		...results.problems.texts,
	];
	console.log(parts.join('\n\n'));
}

async function write(results: Results): Promise<void> {
	await mkdir(DOCS, { recursive: true });
	const page = path.join(DOCS, 'benchmark.md');
	await writeFile(page, await writeDocument(results, page));
	await writeFile(path.join(DOCS, 'benchmark.svg'), drawPlot(results));
	await writeFile(path.join(DOCS, 'benchmark.json'), serialize(results));
}

main().then(
	(exitCode) => {
		process.exitCode = exitCode;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
