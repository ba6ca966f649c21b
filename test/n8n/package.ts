import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isRecord, textAt } from './json';
import { run } from './machine/command';
import { temporaryFolder } from './machine/temporaryFolder';

/** A package as `npm pack` makes it. */
export interface Tarball {
	readonly file: string;
	readonly name: string;
	readonly version: string;
	/** Its package.json. */
	readonly manifest: Readonly<Record<string, unknown>>;
}

const repository = path.join(__dirname, '../..');

/** Packs this repository's package; build it first. */
export async function packPackage(folder = repository): Promise<Tarball> {
	const target = temporaryFolder('pack');
	const title = 'npm pack';
	await run({ title, file: 'npm', args: ['pack', '--pack-destination', target], cwd: folder });
	const manifest = await readManifest(path.join(folder, 'package.json'));
	return describe(path.join(target, tarballName(manifest)), manifest);
}

/** The same package under another version, to update to. */
export async function withVersion(tarball: Tarball, version: string): Promise<Tarball> {
	const folder = temporaryFolder('repack');
	await run({ title: 'unpack', file: 'tar', args: ['-xzf', tarball.file, '-C', folder] });
	const manifest = { ...tarball.manifest, version };
	await writeFile(path.join(folder, 'package/package.json'), JSON.stringify(manifest, null, 2));
	const file = path.join(folder, tarballName(manifest));
	await run({ title: 'pack again', file: 'tar', args: ['-czf', file, '-C', folder, 'package'] });
	return describe(file, manifest);
}

function describe(file: string, manifest: Readonly<Record<string, unknown>>): Tarball {
	return { file, name: textAt(manifest, 'name'), version: textAt(manifest, 'version'), manifest };
}

function tarballName(manifest: Readonly<Record<string, unknown>>): string {
	return `${textAt(manifest, 'name')}-${textAt(manifest, 'version')}.tgz`;
}

async function readManifest(file: string): Promise<Readonly<Record<string, unknown>>> {
	const manifest: unknown = JSON.parse(await readFile(file, 'utf8'));
	if (!isRecord(manifest)) throw new Error(`${file} holds no object`);
	return manifest;
}
