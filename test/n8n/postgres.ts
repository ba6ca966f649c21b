import path from 'node:path';
import { logFile } from './machine/cache';
import { run } from './machine/command';
import { ensurePrograms } from './machine/debian';
import { environment, type Environment } from './machine/environment';
import { freePort } from './machine/ports';
import { logHolds, startService } from './machine/service';
import { temporaryFolder } from './machine/temporaryFolder';

/** A server that n8n processes of one queue share. */
export interface Backend {
	/** The variables by which n8n finds it. */
	readonly env: Environment;
	stop(): Promise<void>;
}

const bin = '/usr/lib/postgresql/15/bin';
const user = 'n8n';

/** Starts PostgreSQL with an empty database in a temporary folder, on a free port. */
export async function startPostgres(): Promise<Backend> {
	await ensurePrograms('/usr/lib/postgresql/15/bin/postgres');
	const folder = temporaryFolder('postgres');
	// PostgreSQL refuses to run as root.
	const asUser = process.getuid?.() === 0 ? { user: 'postgres' } : {};
	if ('user' in asUser) {
		await run({ title: 'PostgreSQL folder', file: 'chown', args: [asUser.user, folder] });
	}
	const data = path.join(folder, 'data');
	await run({
		title: 'PostgreSQL database',
		file: `${bin}/initdb`,
		args: ['--pgdata', data, '--username', user, '--auth=trust', '--no-sync', '--encoding=UTF8'],
		cwd: folder,
		...asUser,
	});
	const port = await freePort();
	const log = await logFile('postgres');
	const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: folder };
	const program = {
		file: `${bin}/postgres`,
		args: ['-D', data, ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`)],
		env: environment(),
		cwd: folder,
		log,
		// The other signal waits for its clients to go first.
		stopSignal: 'SIGINT' as const,
		...asUser,
	};
	const isReady = (): Promise<boolean> => logHolds(log, 'ready to accept connections');
	const group = await startService('PostgreSQL', program, isReady);
	return { env: variables(port), stop: () => group.stop() };
}

function variables(port: number): Environment {
	return {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: user,
	};
}
