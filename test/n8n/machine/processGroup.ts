import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import type { Environment } from './environment';

/** What to start, and where its output goes. */
export interface Program {
	readonly file: string;
	readonly args: readonly string[];
	readonly env: Environment;
	/** Written anew; stdout and stderr together. */
	readonly log: string;
	readonly cwd?: string;
	/** Run as this user of the system instead of the present one. */
	readonly user?: string;
	/** What asks it to end; SIGTERM when left out. */
	readonly stopSignal?: NodeJS.Signals;
}

/** A started program with all its descendants. */
export interface ProcessGroup {
	readonly log: string;
	/** The exit code, or the name of the signal that ended it. */
	readonly exited: Promise<number | string>;
	/** Asks politely, waits, then kills what is left. */
	stop(): Promise<void>;
	/** SIGKILL, as when a machine dies. */
	kill(): Promise<void>;
}

const politeMs = 20_000;
const running = new Set<number>();

/** Starts a program as the leader of a process group that never outlives this process. */
export async function startGroup(program: Program): Promise<ProcessGroup> {
	killAllAtExit();
	const output = openSync(program.log, 'w');
	// The kernel kills it should this process be killed itself; the handlers below do the rest.
	const args = ['--pdeathsig', 'KILL', ...asUser(program.user), program.file, ...program.args];
	const child = spawn('setpriv', args, {
		cwd: program.cwd,
		env: program.env,
		detached: true,
		stdio: ['ignore', output, output],
	});
	closeSync(output);
	await once(child, 'spawn');
	const { pid } = child;
	if (pid === undefined) throw new Error(`${program.file} has no process id`);
	running.add(pid);
	const exited = new Promise<number | string>((resolve) => {
		child.once('exit', (code, signal) => {
			resolve(code ?? signal ?? 'unknown');
		});
	});
	// A forgotten program must not keep this process, whose end is its own end too.
	child.unref();
	const end = async (signal: NodeJS.Signals): Promise<void> => {
		// Ended before: its number may belong to another program by now.
		if (!running.has(pid)) return;
		signalGroup(pid, signal);
		const patience = setTimeout(() => {
			signalGroup(pid, 'SIGKILL');
		}, politeMs);
		await exited;
		clearTimeout(patience);
		signalGroup(pid, 'SIGKILL');
		running.delete(pid);
	};
	return {
		log: program.log,
		exited,
		stop: () => end(program.stopSignal ?? 'SIGTERM'),
		kill: () => end('SIGKILL'),
	};
}

function asUser(user: string | undefined): string[] {
	return user === undefined ? [] : ['--reuid', user, '--regid', user, '--init-groups'];
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
	try {
		process.kill(-pid, signal);
	} catch {
		// Nobody of the group is left, which is what the signal is for.
	}
}

function killAllAtExit(): void {
	if (process.listeners('exit').includes(killAll)) return;
	process.on('exit', killAll);
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.once(signal, () => process.exit(1));
	}
}

function killAll(): void {
	for (const pid of running) signalGroup(pid, 'SIGKILL');
}
