import { setTimeout as delay } from 'node:timers/promises';
import { installPackage } from './community';
import { logHolds } from './machine/service';
import { npmForRegistry } from './npmWrapper';
import { packPackage } from './package';
import { startQueue, type Queue, type QueueOptions, type Worker } from './queue';
import { startRegistry } from './registry';

/** An n8n in queue mode whose main process was told to install this repository's package. */
export interface QueueWithPackage extends Queue {
	/** From the end of the installation on main until the last worker had the package. */
	readonly workersFollowedMs: number;
}

const workersFollowWithinMs = 60_000;
const lookEveryMs = 100;

/** Starts it, installs the package as Settings > Community nodes does, waits for the workers. */
export async function startQueueWithPackage(options: QueueOptions): Promise<QueueWithPackage> {
	const tarball = await packPackage();
	const registry = await startRegistry(tarball);
	try {
		const programs = await npmForRegistry(registry.url);
		const queue = await startQueue({ ...options, programs });
		try {
			await installPackage(queue.main.owner, tarball.name, tarball.version);
			const installed = Date.now();
			await Promise.all(queue.workers.map((worker) => hasInstalled(worker, tarball.name)));
			return { ...queue, workersFollowedMs: Date.now() - installed };
		} catch (reason) {
			await queue.stop();
			throw reason;
		}
	} finally {
		await registry.stop();
	}
}

async function hasInstalled(worker: Worker, name: string): Promise<void> {
	const deadline = Date.now() + workersFollowWithinMs;
	while (!(await logHolds(worker.log, `Community package installed: ${name}`))) {
		if (Date.now() > deadline) throw new Error(`${worker.name} has no ${name} (${worker.log})`);
		await delay(lookEveryMs);
	}
}
