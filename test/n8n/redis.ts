import { logFile } from './machine/cache';
import { ensurePrograms } from './machine/debian';
import { environment } from './machine/environment';
import { freePort } from './machine/ports';
import { logHolds, startService } from './machine/service';
import { temporaryFolder } from './machine/temporaryFolder';
import type { Backend } from './postgres';

/** Starts an empty Redis in a temporary folder, on a free port. */
export async function startRedis(): Promise<Backend> {
	await ensurePrograms('/usr/bin/redis-server');
	const port = await freePort();
	const log = await logFile('redis');
	const settings = { port, bind: '127.0.0.1', dir: temporaryFolder('redis'), save: '' };
	const program = {
		file: '/usr/bin/redis-server',
		args: Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
		env: environment(),
		log,
	};
	const isReady = (): Promise<boolean> => logHolds(log, 'Ready to accept connections');
	const group = await startService('Redis', program, isReady);
	const env = { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(port) };
	return { env, stop: () => group.stop() };
}
