import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ownName = /^cc-gateway-real-n8n-pid(\d+)-/;

/** A new folder that is removed when this process ends. */
export function temporaryFolder(purpose: string): string {
	removeLeftFolders();
	if (!process.listeners('exit').includes(removeOwnFolders)) process.on('exit', removeOwnFolders);
	return mkdtempSync(path.join(tmpdir(), `cc-gateway-real-n8n-pid${process.pid}-${purpose}-`));
}

/** Removes the folders of this process, for a test runner that lets nobody see its own end. */
export function removeOwnFolders(): void {
	removeFolders((pid) => pid === process.pid);
}

/** A process that was killed could not tidy up. */
function removeLeftFolders(): void {
	removeFolders((pid) => !existsSync(`/proc/${pid}`));
}

function removeFolders(ofProcess: (pid: number) => boolean): void {
	for (const name of readdirSync(tmpdir())) {
		const pid = ownName.exec(name)?.[1];
		if (pid === undefined || !ofProcess(Number(pid))) continue;
		rmSync(path.join(tmpdir(), name), { recursive: true, force: true });
	}
}
