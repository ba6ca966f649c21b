import { readFile } from 'node:fs/promises';
import { installN8n } from './install';
import { launch, type N8nHome } from './launch';
import type { Environment } from './machine/environment';
import { freePort } from './machine/ports';
import { temporaryFolder } from './machine/temporaryFolder';
import { startPostgres } from './postgres';
import { startRedis } from './redis';
import { startMain, type RunningN8n } from './start';
import type { N8nVersion } from './versions';

/** A process that takes runs from the queue. */
export interface Worker {
	readonly name: string;
	readonly home: N8nHome;
	readonly log: string;
	/** The ids of the executions that it began, in order. */
	executions(): Promise<string[]>;
	/** SIGKILL, as when its machine dies. */
	kill(): Promise<void>;
	stop(): Promise<void>;
}

/** An n8n in queue mode. */
export interface Queue {
	readonly main: RunningN8n;
	readonly workers: readonly Worker[];
	/** Ends every process, PostgreSQL and Redis too. */
	stop(): Promise<void>;
}

/** How the queue is to be. */
export interface QueueOptions {
	readonly version: N8nVersion;
	readonly workers?: number;
	/** Runs that one worker has under way at most. */
	readonly concurrency?: number;
	/** For main and workers alike. */
	readonly env?: Environment;
	/** A folder whose programs go before all others on the PATH of main and workers. */
	readonly programs?: string;
	/** Called with every home before its process starts, for instance to install a package by hand. */
	readonly prepare?: (home: N8nHome) => Promise<void>;
}

/** Starts PostgreSQL, Redis, one main process and its workers, each with a home of its own. */
export async function startQueue(options: QueueOptions): Promise<Queue> {
	const { version, workers: count = 2, concurrency = 5, programs, prepare } = options;
	const stops: (() => Promise<void>)[] = [];
	const stop = async (): Promise<void> => {
		for (const stopOne of stops.splice(0).reverse()) await stopOne();
	};
	try {
		const installed = await installN8n(version);
		const postgres = await startPostgres();
		stops.push(() => postgres.stop());
		const redis = await startRedis();
		stops.push(() => redis.stop());
		const env = { EXECUTIONS_MODE: 'queue', ...postgres.env, ...redis.env, ...options.env };
		const home = async (name: string): Promise<N8nHome> => {
			const userFolder = temporaryFolder(`n8n-${name}`);
			const made = { installed, userFolder, env, ...(programs === undefined ? {} : { programs }) };
			await prepare?.(made);
			return made;
		};
		// The main process brings the database into shape; workers expect it so.
		const main = await startMain(await home('main'), await freePort());
		stops.push(() => main.stop());
		const workers: Worker[] = [];
		for (let number = 1; number <= count; number += 1) {
			const name = `worker-${number}`;
			const worker = await startWorker(name, await home(name), concurrency);
			stops.push(() => worker.stop());
			workers.push(worker);
		}
		return { main, workers, stop };
	} catch (reason) {
		await stop();
		throw reason;
	}
}

async function startWorker(name: string, home: N8nHome, concurrency: number): Promise<Worker> {
	const port = await freePort();
	const env = {
		...home.env,
		QUEUE_HEALTH_CHECK_ACTIVE: 'true',
		QUEUE_HEALTH_CHECK_PORT: String(port),
		N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	};
	const isReady = async (): Promise<boolean> =>
		(await fetch(`http://127.0.0.1:${port}/healthz/readiness`)).ok;
	const args = ['worker', `--concurrency=${concurrency}`];
	const group = await launch({ ...home, env }, `n8n-${name}`, args, isReady);
	return {
		name,
		home,
		log: group.log,
		executions: async () => {
			const log = await readFile(group.log, 'utf8');
			return [...log.matchAll(/Worker started execution (\S+)/g)].map(([, id = '']) => id);
		},
		kill: () => group.kill(),
		stop: () => group.stop(),
	};
}
