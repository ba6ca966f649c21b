import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const MAIN = path.join(__dirname, 'main.ts');
const LONGEST_MS = 120_000;

/** In a process of its own: jest keeps from a test what Node.js complains about. */
async function storm(...args: readonly string[]): Promise<string> {
	const node = ['--import', 'tsx', MAIN, ...args];
	const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: LONGEST_MS });
	return stdout;
}

test(
	'the books of a small storm balance',
	async () => {
		const books = await storm(
			...['--items', '1000', '--agents', '50', '--rates', '5', '--down', '400'],
		);
		expect(books).toContain('The books balance.');
		expect(books).toMatch(/\| Items, .* \| 1000 /);
	},
	LONGEST_MS,
);

test(
	'the books show an item that is dropped, two writes that are swapped, and a Guid that leaks',
	async () => {
		const plants = 'drop-an-item,swap-two-writes,leak-the-guid-in-a-cause';
		const books = await storm('--plant', plants);
		expect(books.match(/^## .*$/gm)).toEqual([
			'## No defect: the books balance',
			...plants.split(',').map((name) => `## ${name}: caught`),
		]);
	},
	LONGEST_MS,
);

test('what the command line does not know is refused', async () => {
	await expect(storm('--plant', 'nothing')).rejects.toThrow('There is no planted defect nothing');
});
