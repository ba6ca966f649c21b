import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { N8nClient } from './client';
import { at, textAt } from './json';
import type { N8nHome } from './launch';
import { run } from './machine/command';
import { environment, pathWith } from './machine/environment';
import type { Tarball } from './package';

/** A community package as Settings > Community nodes shows it. */
export interface InstalledPackage {
	readonly name: string;
	readonly version: string;
	/** The types of its nodes, as workflows name them. */
	readonly nodes: readonly string[];
	/** The version that the card offers to update to. */
	readonly updateAvailable: string | undefined;
}

// Without the first two npm adds a second n8n-workflow, whose classes n8n does not recognise.
const manualFlags = ['--omit=peer', '--legacy-peer-deps', '--ignore-scripts'];
const readAttempts = 20;
const readAgainMs = 250;
const endpoint = '/rest/community-packages';

/** Installs from the registry, as the dialog in Settings > Community nodes does. */
export async function installPackage(
	owner: N8nClient,
	name: string,
	version: string,
): Promise<InstalledPackage> {
	return parsePackage(await owner.send('POST', endpoint, { name, version }));
}

/** Updates to a version, as the button on the package's card does. */
export async function updatePackage(
	owner: N8nClient,
	name: string,
	version: string,
): Promise<InstalledPackage> {
	return parsePackage(await owner.send('PATCH', endpoint, { name, version }));
}

/** Uninstalls, as the menu of the package's card does. */
export async function uninstallPackage(owner: N8nClient, name: string): Promise<void> {
	await owner.send('DELETE', `${endpoint}?name=${encodeURIComponent(name)}`);
}

/** What Settings > Community nodes lists. */
export async function installedPackages(owner: N8nClient): Promise<InstalledPackage[]> {
	const packages = await owner.get(endpoint);
	return Array.isArray(packages) ? packages.map(parsePackage) : [];
}

/** Tells whether n8n's editor and engine know a node or credential type. */
export async function knowsType(
	owner: N8nClient,
	kind: 'nodes' | 'credentials',
	type: string,
): Promise<boolean> {
	const types = await readTypes(owner, kind);
	return Array.isArray(types) && types.some((entry) => at(entry, 'name') === type);
}

/** The manual installation that n8n documents; n8n sees the package at its next start. */
export async function installByHand(home: N8nHome, tarball: Tarball): Promise<void> {
	const folder = path.join(home.userFolder, '.n8n/nodes');
	await mkdir(folder, { recursive: true });
	await run({
		title: `npm install of ${tarball.name} ${tarball.version} by hand`,
		file: 'npm',
		args: ['install', ...manualFlags, `--prefix=${folder}`, tarball.file],
		cwd: folder,
		env: environment({ PATH: pathWith(home.installed.node.bin) }),
	});
}

/** After an installation n8n writes this file anew, and 1.x hands it out half written. */
async function readTypes(owner: N8nClient, kind: string): Promise<unknown> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			return await owner.file(`/types/${kind}.json`);
		} catch (reason) {
			if (!(reason instanceof SyntaxError) || attempt === readAttempts) throw reason;
			await delay(readAgainMs);
		}
	}
}

function parsePackage(entry: unknown): InstalledPackage {
	const nodes = at(entry, 'installedNodes');
	const update = at(entry, 'updateAvailable');
	return {
		name: textAt(entry, 'packageName'),
		version: textAt(entry, 'installedVersion'),
		nodes: Array.isArray(nodes) ? nodes.map((node) => textAt(node, 'type')) : [],
		updateAvailable: typeof update === 'string' ? update : undefined,
	};
}
