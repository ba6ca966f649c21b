import { readFile } from 'node:fs/promises';
import { logFile } from './cache';
import { environment, type Environment } from './environment';
import { startGroup } from './processGroup';

/** A command that is run to its end. */
export interface Command {
	/** What a person reads while it runs, and when it fails. */
	readonly title: string;
	readonly file: string;
	readonly args: readonly string[];
	readonly cwd?: string;
	readonly env?: Environment;
	/** Run as this user of the system instead of the present one. */
	readonly user?: string;
}

const progressEveryMs = 15_000;
const shownLogLines = 40;

/** Runs a command and returns what it wrote; when it fails, the reason holds the end of that. */
export async function run(command: Command): Promise<string> {
	const { title, file, args, env = environment() } = command;
	const log = await logFile(title.replace(/[^\w.]+/g, '-'));
	const started = Date.now();
	const group = await startGroup({ ...command, env, log });
	const progress = setInterval(() => {
		void lastLines(log, 1).then((line) => {
			report(`${title}: ${seconds(started)} so far · ${line.slice(0, 100)}`);
		});
	}, progressEveryMs);
	const result = await group.exited.finally(() => {
		clearInterval(progress);
	});
	// Whatever the command left in the background.
	await group.kill();
	if (result !== 0) {
		const line = [file, ...args].join(' ');
		const end = await lastLines(log, shownLogLines);
		throw new Error(`${title}: this command ended with ${result}\n  ${line}\n${end}\n(${log})`);
	}
	report(`${title}: done in ${seconds(started)}`);
	return readFile(log, 'utf8');
}

/** The end of a log, for a person to read. */
export async function lastLines(log: string, count: number): Promise<string> {
	const text = await readFile(log, 'utf8').catch(() => '');
	return text.trimEnd().split('\n').slice(-count).join('\n');
}

function seconds(since: number): string {
	return `${((Date.now() - since) / 1000).toFixed(0)} s`;
}

/** Written directly: a test runner puts a stack trace under each line of the console. */
function report(line: string): void {
	process.stderr.write(`  ${line}\n`);
}
