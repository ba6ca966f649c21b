import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { composePage } from './page';

const PAGE = path.resolve(__dirname, '../../docs/messages.md');

/** Writes docs/messages.md; with --check it only says whether the page is current. */
async function main(): Promise<number> {
	const page = await composePage(PAGE);
	if (!process.argv.includes('--check')) {
		await writeFile(PAGE, page);
		return 0;
	}
	if ((await readFile(PAGE, 'utf8')) === page) return 0;
	console.error('docs/messages.md is not what the code says. Renew it: npm run messages');
	return 1;
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
