import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { writeDocument } from './document';
import { readOptions } from './options';
import { drawPlot } from './plot';
import { soak } from './soak';
import { openStage } from './stage';
import { checkTable, courseTable, faultTable, runTable } from './tables';
import { judge } from './verdict';

const DOCS = path.resolve(__dirname, '../../docs');
const SHOWN = 20;

/** Runs, judges, prints, and writes the documents when asked to; gives the exit code. */
async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help !== undefined) {
		console.log(options.help);
		return 0;
	}
	const stage = await openStage(options);
	try {
		const findings = await soak(stage, options);
		const verdict = judge(findings, options);
		const results = { options, findings, verdict };
		const tables = [runTable, faultTable, courseTable, checkTable].map((table) => table(results));
		const complaints = [...findings.books.problems, ...findings.logged].slice(0, SHOWN);
		console.log([...tables, ...complaints].join('\n\n'));
		if (options.write) {
			await mkdir(DOCS, { recursive: true });
			const page = path.join(DOCS, 'soak.md');
			await writeFile(page, await writeDocument(results, page));
			await writeFile(path.join(DOCS, 'soak.svg'), drawPlot(results));
		}
		return verdict.passed ? 0 : 1;
	} finally {
		await stage.close();
	}
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
