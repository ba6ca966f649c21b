import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { lastLines } from './command';
import { startGroup, type ProcessGroup, type Program } from './processGroup';

const readyWithinMs = 180_000;
const askEveryMs = 200;
const shownLogLines = 40;

/** Starts a program that stays, and waits until it is ready; should it not become so, says why. */
export async function startService(
	name: string,
	program: Program,
	isReady: () => Promise<boolean>,
): Promise<ProcessGroup> {
	const group = await startGroup(program);
	let result: number | string | undefined;
	void group.exited.then((value) => {
		result = value;
	});
	const deadline = Date.now() + readyWithinMs;
	while (!(await isReady().catch(() => false))) {
		if (result === undefined && Date.now() < deadline) {
			await delay(askEveryMs);
			continue;
		}
		await group.kill();
		const what = result === undefined ? 'was not ready in time' : `ended with ${result}`;
		const end = await lastLines(program.log, shownLogLines);
		throw new Error(`${name} ${what}\n${end}\n(${program.log})`);
	}
	return group;
}

/** Tells whether a log holds a text. */
export async function logHolds(log: string, text: string): Promise<boolean> {
	return (await readFile(log, 'utf8')).includes(text);
}
