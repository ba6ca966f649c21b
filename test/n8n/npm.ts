import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { run } from './machine/command';

/** The parts of a package.json that decide what npm installs. */
export interface Manifest {
	readonly dependencies: Readonly<Record<string, string>>;
	readonly overrides?: Readonly<Record<string, string>>;
}

// The log level makes npm name each package that it fetches: that is the progress a person sees.
const flags = [
	'--ignore-scripts',
	'--prefer-offline',
	'--no-audit',
	'--no-fund',
	'--loglevel=http',
];

/** Installs packages into an empty folder. No install script runs. */
export async function installPackages(
	title: string,
	folder: string,
	manifest: Manifest,
	extraFlags: readonly string[] = [],
): Promise<void> {
	await writeFile(
		path.join(folder, 'package.json'),
		JSON.stringify({ private: true, ...manifest }),
	);
	await run({ title, file: 'npm', args: ['install', ...flags, ...extraFlags], cwd: folder });
}
