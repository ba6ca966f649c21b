import { installN8n } from './install';
import { launch, type N8nHome } from './launch';
import { freePort } from './machine/ports';
import type { Environment } from './machine/environment';
import { N8nClient } from './client';
import { at } from './json';
import { temporaryFolder } from './machine/temporaryFolder';
import type { N8nVersion } from './versions';

/** What to start; what is left out is chosen freely. */
export interface StartOptions {
	readonly version: N8nVersion;
	/** Start again with the same folder, and n8n has what it had. */
	readonly userFolder?: string;
	readonly port?: number;
	readonly env?: Environment;
	/** A folder whose programs go before all others on n8n's PATH. */
	readonly programs?: string;
}

/** An n8n that answers. */
export interface RunningN8n {
	readonly url: string;
	/** For commands beside the running process: see runN8n. */
	readonly home: N8nHome;
	/** The file that its output goes to. */
	readonly log: string;
	/** Its owner, signed in. */
	readonly owner: N8nClient;
	/** Ends the process and its descendants; the user folder stays. */
	stop(): Promise<void>;
}

/** Installs what is missing, starts n8n, waits until it answers and signs its owner in. */
export async function startN8n(options: StartOptions): Promise<RunningN8n> {
	const { version, userFolder = temporaryFolder(`n8n-${version.name}`), env, programs } = options;
	const home = {
		installed: await installN8n(version),
		userFolder,
		env: env ?? {},
		...(programs === undefined ? {} : { programs }),
	};
	return startMain(home, options.port ?? (await freePort()));
}

/** Starts the main process of an n8n whose home is ready. */
export async function startMain(home: N8nHome, port: number): Promise<RunningN8n> {
	const url = `http://127.0.0.1:${port}`;
	const withPort = { ...home, env: { ...home.env, N8N_PORT: String(port) } };
	const group = await launch(withPort, `n8n-${home.installed.version.name}`, ['start'], () =>
		answers(url),
	);
	try {
		const owner = await N8nClient.signIn(url);
		return { url, home, log: group.log, owner, stop: () => group.stop() };
	} catch (reason) {
		await group.kill();
		throw reason;
	}
}

/** The health check answers before the interface does. */
async function answers(url: string): Promise<boolean> {
	const response = await fetch(`${url}/rest/settings`);
	const settings: unknown = await response.json();
	return at(settings, 'data', 'userManagement') !== undefined;
}
