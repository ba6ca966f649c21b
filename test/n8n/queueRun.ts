import { setTimeout as delay } from 'node:timers/promises';
import { startSimulator, type Simulator } from '../simulator';
import { credentialFor } from '../support/gateway';
import { crmCalls, fromCrm, type CrmLoad } from './crmLoad';
import { countExecutions, unfinished } from './executionCount';
import { gatewayNode } from './gatewayNode';
import { sendPersistently, type Delivery } from './persistentSender';
import type { QueueOptions } from './queue';
import { startQueueWithPackage, type QueueWithPackage } from './queueWithPackage';
import { activateBehindWebhook } from './webhookWorkflow';

/** What was seen of a queue at one moment. */
export interface Snapshot {
	/** The ids of the executions that each worker began, in order. */
	readonly begun: readonly (readonly string[])[];
	/** TLS handshakes that the gateway counted. */
	readonly handshakes: number;
}

/** What came of the load. */
export interface QueueRun {
	readonly workersFollowedMs: number;
	readonly tookMs: number;
	readonly delivery: Delivery;
	readonly atKill: Snapshot;
	readonly atEnd: Snapshot;
	/** Executions that n8n lists as failed, and as not ended. */
	readonly failed: number;
	readonly unfinished: number;
	/** The values of each call in the order of the sender, and as the gateway took them. */
	readonly calls: readonly {
		readonly sent: readonly string[];
		readonly taken: readonly string[];
	}[];
}

// So long that a worker always has runs under way when it dies.
const gatewayTakesMs = 400;
// Longer than n8n needs to notice that a worker is dead, which is 35 s in version 2.
const answerWithinMs = 60_000;
const allEndWithinMs = 60_000;
const lookEveryMs = 500;

/** Starts a queue with the package, puts the load on it, kills a worker meanwhile, stops it all. */
export async function runWithDyingWorker(options: QueueOptions, load: CrmLoad): Promise<QueueRun> {
	// As long as a gateway keeps connections: a slow machine must not cost any.
	const simulator = await startSimulator({ keepAliveTimeoutMs: 60_000 });
	try {
		// The data is stored before or after a dying worker hangs up.
		const slow = { kind: 'delay', ms: gatewayTakesMs } as const;
		simulator.failAtRate(1, [slow, { ...slow, stored: 'last' }]);
		const queue = await startQueueWithPackage(options);
		try {
			return await putLoad(queue, simulator, load);
		} finally {
			await queue.stop();
		}
	} finally {
		await simulator.stop();
	}
}

async function putLoad(
	{ main, workers, workersFollowedMs }: QueueWithPackage,
	simulator: Simulator,
	load: CrmLoad,
): Promise<QueueRun> {
	const node = await gatewayNode(main.owner, credentialFor(simulator, ''), fromCrm);
	const workflow = await activateBehindWebhook(main, 'crm', node);
	const calls = crmCalls(simulator, load);
	const snapshot = async (): Promise<Snapshot> => ({
		begun: await Promise.all(workers.map((worker) => worker.executions())),
		handshakes: simulator.handshakes,
	});
	const count = (...status: readonly string[]): Promise<number> =>
		countExecutions(main.owner, workflow.id, ...status);

	let atKill: Snapshot = { begun: [], handshakes: 0 };
	const started = Date.now();
	const delivery = await sendPersistently({
		url: `${main.url}/webhook/crm`,
		calls: calls.map(({ payloads }) => payloads),
		atOnce: load.atOnce,
		timeoutMs: answerWithinMs,
		onConfirmed: async (confirmed) => {
			if (confirmed !== load.killAfter) return;
			await workers[0]?.kill();
			atKill = await snapshot();
		},
	});
	const tookMs = Date.now() - started;
	// A run that n8n repeats late would set an old value.
	const deadline = Date.now() + allEndWithinMs;
	while ((await count(...unfinished)) > 0 && Date.now() < deadline) await delay(lookEveryMs);
	return {
		workersFollowedMs,
		tookMs,
		delivery,
		atKill,
		atEnd: await snapshot(),
		failed: await count('error', 'crashed'),
		unfinished: await count(...unfinished),
		calls: calls.map(({ callId, values }) => ({ sent: values, taken: simulator.history(callId) })),
	};
}
