import { existsSync } from 'node:fs';
import { environment } from './environment';
import { run } from './command';

/** Programs of Debian that parts of this test need, and the package of each. */
const packages = {
	'/usr/bin/python3': 'python3',
	'/usr/bin/make': 'make',
	'/usr/bin/g++': 'g++',
	'/usr/bin/chromium': 'chromium',
	'/usr/bin/redis-server': 'redis-server',
	'/usr/lib/postgresql/15/bin/postgres': 'postgresql-15',
} as const;

/** A program that Debian brings. */
export type DebianProgram = keyof typeof packages;

/** Installs the packages of those programs that this machine lacks; needs root only then. */
export async function ensurePrograms(...programs: readonly DebianProgram[]): Promise<void> {
	const missing = programs.filter((program) => !existsSync(program));
	if (missing.length === 0) return;
	const names = missing.map((program) => packages[program]);
	if (process.getuid?.() !== 0) {
		throw new Error(`Install these Debian packages first: apt-get install ${names.join(' ')}`);
	}
	// The run level of maintenance: a server's package must not start that server for good.
	const env = environment({ DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' });
	await run({ title: 'Debian package lists', file: 'apt-get', args: ['update'], env });
	await run({
		title: `Debian packages ${names.join(' ')}`,
		file: 'apt-get',
		args: ['install', '--yes', '--no-install-recommends', ...names],
		env,
	});
}
