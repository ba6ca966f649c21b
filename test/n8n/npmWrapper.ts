import { existsSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { temporaryFolder } from './machine/temporaryFolder';

/**
 * A folder with an `npm` that asks another registry than the one n8n names: n8n keeps that choice
 * for licensed instances. Put first on n8n's PATH, it lets the installation take its usual way.
 */
export async function npmForRegistry(url: string): Promise<string> {
	const folder = temporaryFolder('npm');
	const file = path.join(folder, 'npm');
	// A cache of its own: the next test's registry may have the same port and other packages.
	const own = `--registry=${url} --cache=${path.join(folder, 'cache')}`;
	const lines = [
		'#!/bin/sh',
		'for argument; do',
		'	shift',
		'	case "$argument" in --registry=*) ;; *) set -- "$@" "$argument" ;; esac',
		'done',
		`exec '${realNpm()}' "$@" ${own}`,
	];
	await writeFile(file, `${lines.join('\n')}\n`);
	await chmod(file, 0o755);
	return folder;
}

function realNpm(): string {
	const candidates = (process.env.PATH ?? '').split(':').map((folder) => path.join(folder, 'npm'));
	const npm = candidates.find((file) => existsSync(file));
	if (npm === undefined) throw new Error('There is no npm on the PATH');
	return npm;
}
