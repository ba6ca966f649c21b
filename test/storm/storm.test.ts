import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const MAIN = path.join(__dirname, 'main.ts');
const LONGEST_MS = 180_000;
const PLANTS = [
	'repeat-on-the-current-call',
	'lanes-of-agents-only',
	'take-the-credential-of-the-agent',
	'leak-the-guid-in-a-cause',
];

/** In a process of its own: jest keeps from a test what Node.js complains about. */
async function storm(...args: readonly string[]): Promise<string> {
	const node = ['--import', 'tsx', MAIN, ...args];
	const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: LONGEST_MS });
	return stdout;
}

test.concurrent(
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

test.concurrent(
	'the books show a repeat on the next call, lanes of agents only, a wrong credential, and a Guid that leaks',
	async () => {
		const books = await storm('--plant', PLANTS.join(','));
		expect(books.match(/^## .*$/gm)).toEqual([
			'## No defect: the books balance',
			...PLANTS.map((name) => `## ${name}: caught`),
		]);
	},
	LONGEST_MS,
);

test('what the command line does not know is refused', async () => {
	await expect(storm('--plant', 'nothing')).rejects.toThrow('There is no planted defect nothing');
});
