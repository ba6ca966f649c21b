import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { amount, parseFields } from '../simulator/parse';
import type { Server } from './exchange';
import type { Agent } from './gateway';

const SENDER = path.resolve(__dirname, 'sender.ts');
const KILL_AFTER_MS = 15_000;

/** What a process of its own has to do. */
export interface Assignment {
	readonly server: Server;
	readonly agent: Agent;
	/** Further fields of the credential. */
	readonly more?: object;
	/** How many requests, all at once and with the same signal; default 1. */
	readonly times?: number;
	/** Its environment. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** What came of it. */
export interface Report {
	/** HTTP status, or the failure of the GatewayError, of each request. */
	readonly outcomes: readonly unknown[];
	/** How long the process lived on after the last answer. */
	readonly lingeredMs: number;
	/** What it wrote to stderr: warnings. */
	readonly warnings: string;
}

/** Sends requests from a process of its own, which has to end by itself. */
export async function sendFromChild({
	server: { host, port, ca },
	agent,
	more = {},
	times = 1,
	environment = {},
}: Assignment): Promise<Report> {
	const { stdout, stderr } = await promisify(execFile)(
		process.execPath,
		['--import', 'tsx', SENDER, JSON.stringify({ host, port, ca, ...agent, ...more, times })],
		{ timeout: KILL_AFTER_MS, env: { PATH: process.env['PATH'], ...environment } },
	);
	const endedAtMs = Date.now();
	const fields = parseFields(stdout) ?? {};
	const outcomes: readonly unknown[] = Array.isArray(fields['outcomes']) ? fields['outcomes'] : [];
	return { outcomes, lingeredMs: endedAtMs - amount(fields, 'atMs'), warnings: stderr };
}
