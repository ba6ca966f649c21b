/** Variables that a child process gets. */
export type Environment = Readonly<Record<string, string>>;

// Settings of the person's own n8n or of the runner of this test would change what is tested.
const foreign =
	/^(N8N_|DB_|QUEUE_|EXECUTIONS_|WEBHOOK_|JEST_|NODE_ENV$|npm_(package|lifecycle)_|npm_config_(ignore_scripts|local_prefix|save_exact)$)/;

/** This process's variables without those that would change how n8n or npm behave, and `added`. */
export function environment(added: Environment = {}): Environment {
	const kept: Record<string, string> = {};
	for (const [name, value] of Object.entries(process.env)) {
		if (value !== undefined && !foreign.test(name)) kept[name] = value;
	}
	return { ...kept, ...added };
}

/** `PATH` with folders put before the others. */
export function pathWith(...folders: readonly string[]): string {
	return [...folders, process.env.PATH ?? ''].join(':');
}
