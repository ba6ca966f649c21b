import path from 'node:path';
import type { InstalledN8n } from './install';
import { run } from './machine/command';
import { logFile } from './machine/cache';
import { environment, pathWith, type Environment } from './machine/environment';
import { freePort } from './machine/ports';
import type { ProcessGroup } from './machine/processGroup';
import { startService } from './machine/service';

/** One n8n with a home of its own: what its main process, workers and commands have in common. */
export interface N8nHome {
	readonly installed: InstalledN8n;
	/** Holds n8n's database, settings and community packages. */
	readonly userFolder: string;
	readonly env?: Environment;
	/** A folder whose programs go before all others on n8n's PATH. */
	readonly programs?: string;
}

/** Starts one process of n8n and waits until `isReady`. */
export async function launch(
	home: N8nHome,
	name: string,
	args: readonly string[],
	isReady: () => Promise<boolean>,
): Promise<ProcessGroup> {
	const program = {
		file: nodeProgram(home),
		args: [home.installed.script, ...args],
		env: await n8nEnvironment(home),
		log: await logFile(name),
		cwd: home.userFolder,
	};
	return startService(name, program, isReady);
}

/** Runs one of n8n's commands, such as `import:workflow`, in that home; answers with its output. */
export async function runN8n(home: N8nHome, ...args: readonly string[]): Promise<string> {
	return run({
		title: `n8n ${args.join(' ')}`.replace(/--input=\S+/, ''),
		file: nodeProgram(home),
		args: [home.installed.script, ...args],
		env: await n8nEnvironment(home),
		cwd: home.userFolder,
	});
}

function nodeProgram(home: N8nHome): string {
	return path.join(home.installed.node.bin, 'node');
}

async function n8nEnvironment(home: N8nHome): Promise<Environment> {
	const { installed, userFolder, env, programs = [] } = home;
	return environment({
		PATH: pathWith(...[programs].flat(), installed.node.bin),
		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'known-to-every-process-of-this-test',
		N8N_ENFORCE_SETTINGS_FILE_PERMISSIONS: 'true',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		// A cookie for HTTPS only would not come back over loopback's HTTP.
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		// Every process and every command opens a broker of its own.
		N8N_RUNNERS_BROKER_PORT: String(await freePort()),
		...installed.version.env,
		...env,
	});
}
