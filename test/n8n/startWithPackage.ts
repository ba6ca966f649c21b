import { installByHand } from './community';
import { installN8n } from './install';
import type { Environment } from './machine/environment';
import { temporaryFolder } from './machine/temporaryFolder';
import { packPackage } from './package';
import { startN8n, type RunningN8n } from './start';
import type { N8nVersion } from './versions';

/** Starts an n8n of its own that has this repository's package, packed and installed by hand. */
export async function startWithPackage(
	version: N8nVersion,
	env: Environment = {},
): Promise<RunningN8n> {
	const userFolder = temporaryFolder(`n8n-${version.name}`);
	const tarball = await packPackage();
	await installByHand({ installed: await installN8n(version), userFolder }, tarball);
	return startN8n({ version, userFolder, env });
}
