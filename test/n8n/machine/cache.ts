import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Where downloads and builds are kept between runs. */
export const cacheFolder = path.resolve(
	process.env.N8N_TEST_CACHE ?? path.join(__dirname, '../../../.cache/n8n'),
);

const timesUsed = new Map<string, number>();

/** Where a program's output goes: named after it, numbered when it is started again. */
export async function logFile(name: string): Promise<string> {
	const folder = path.join(cacheFolder, 'logs');
	await mkdir(folder, { recursive: true });
	const times = (timesUsed.get(name) ?? 0) + 1;
	timesUsed.set(name, times);
	return path.join(folder, `${name}${times === 1 ? '' : `-${times}`}.log`);
}

/**
 * The folder that `fill` made for these inputs, now or in an earlier run. It is filled under another
 * name and renamed when complete, so what an interrupted run left is never taken for the real thing.
 */
export async function cached(
	name: string,
	inputs: unknown,
	fill: (folder: string) => Promise<void>,
): Promise<string> {
	const hash = createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 12);
	const folder = path.join(cacheFolder, `${name}-${hash}`);
	if (existsSync(folder)) return folder;
	await removeOutdated(name);
	const unfinished = `${folder}.${process.pid}`;
	await mkdir(unfinished, { recursive: true });
	await fill(unfinished);
	// Another run may have been faster: then its folder is as good.
	await rename(unfinished, folder).catch(async (reason: unknown) => {
		await rm(unfinished, { recursive: true, force: true });
		if (!existsSync(folder)) throw reason;
	});
	return folder;
}

async function removeOutdated(name: string): Promise<void> {
	const entry = /^(.*)-[0-9a-f]{12}(?:\.(\d+))?$/;
	for (const file of await readdir(cacheFolder).catch(() => [])) {
		const [, entryName, owner] = entry.exec(file) ?? [];
		if (entryName !== name || (owner !== undefined && isRunning(Number(owner)))) continue;
		await rm(path.join(cacheFolder, file), { recursive: true, force: true });
	}
}

function isRunning(pid: number): boolean {
	return existsSync(`/proc/${pid}`);
}
