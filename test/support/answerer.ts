import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { amount, parseFields, text } from '../simulator/parse';
import { eventually } from './eventually';
import type { Server } from './exchange';

const PROGRAM = path.resolve(__dirname, 'answererProcess.ts');

/** A gateway in a process of its own, which answers after 100 ms. */
export interface Answerer extends Server {
	/** Waits until it has a request. */
	hasRequest(): Promise<void>;
	/** Whether it has answered one; needs no event loop. */
	hasAnswered(): boolean;
	stop(): Promise<void>;
}

/** Starts an {@link Answerer}. */
export async function startAnswerer(): Promise<Answerer> {
	const folder = await mkdtemp(path.join(tmpdir(), 'cc-gateway-answerer-'));
	const marker = path.join(folder, 'answered');
	const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, marker], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const lines: string[] = [];
	createInterface(child.stdout).on('line', (line) => lines.push(line));
	const hasLines = async (count: number): Promise<void> => {
		const isThere = await eventually(() => lines.length >= count, true);
		if (!isThere) throw new Error('The gateway does nothing');
	};
	await hasLines(1);
	const fields = parseFields(lines[0] ?? '') ?? {};
	return {
		host: text(fields, 'host'),
		port: amount(fields, 'port'),
		ca: text(fields, 'ca'),
		hasRequest: () => hasLines(2),
		hasAnswered: () => existsSync(marker),
		stop: async () => {
			child.kill();
			await once(child, 'exit');
			await rm(folder, { recursive: true });
		},
	};
}
