import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

const PROGRAM = path.resolve(__dirname, 'measure/memory.ts');
const LONGEST_MS = 120_000;
/** What is to be sent, once, and a fifth. */
const MOST_TIMES = 1.2;

/** In a process of its own: in one of jest's, what other tests have left counts as well. */
test(
	'of its items the node keeps what it sends, once, as text and as Base64',
	async () => {
		const args = ['--expose-gc', '--import', 'tsx', PROGRAM];
		const options = { timeout: LONGEST_MS };
		const { stdout } = await promisify(execFile)(process.execPath, args, options);
		const times = [...stdout.matchAll(/sent, ([\d.]+) times/g)].map(([, text]) => Number(text));

		expect(times).toHaveLength(2);
		for (const one of times) {
			expect(one).toBeGreaterThan(0.9);
			expect(one).toBeLessThan(MOST_TIMES);
		}
	},
	LONGEST_MS,
);
