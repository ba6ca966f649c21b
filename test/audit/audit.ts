import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { at } from '../n8n/json';
import { parseFields } from '../simulator/parse';

/** Written by the build: one heading for each package that went into the bundles. */
const NOTICES = path.resolve(__dirname, '../../dist/THIRD-PARTY-LICENSES.md');
const HEADING = /^## (\S+) (\d\S*) \(/gm;

/** What came of an audit. */
export interface Audit {
	/** For people: what was found, or why nothing could be looked up. */
	readonly text: string;
	/** False when a bundled package has a known vulnerability; true as well when it was skipped. */
	readonly isClean: boolean;
}

/**
 * Asks the registry for known vulnerabilities of the packages that are bundled into `dist`, by
 * `npm audit`. Development dependencies do not count: nobody who installs the node gets them.
 * @throws Error when there is no build, or npm gives no report
 */
export async function auditBundled(): Promise<Audit> {
	const notices = await readFile(NOTICES, 'utf8');
	const versions = Object.fromEntries(
		Array.from(notices.matchAll(HEADING), ([, name = '', version = '']) => [name, version]),
	);
	const count = Object.keys(versions).length;
	if (count === 0) throw new Error(`${NOTICES} names no packages`);
	const report = await npmAudit(versions);
	const total = at(report, 'metadata', 'vulnerabilities', 'total');
	if (typeof total !== 'number') {
		const reason = textOf(at(report, 'message'), '');
		if (reason === '') throw new Error('npm audit gave no report');
		return { text: `npm audit SKIPPED, the registry has no answer: ${reason}`, isClean: true };
	}
	const found = Object.entries(at(report, 'vulnerabilities') ?? {}).map(
		([name, entry]) =>
			`- ${name} ${versions[name] ?? ''}: ${textOf(at(entry, 'severity'), 'unknown')}`,
	);
	const head = `npm audit: ${total} of ${count} bundled packages have a known vulnerability`;
	return { text: [head, ...found].join('\n'), isClean: total === 0 };
}

/** Audits a package that depends on nothing else: npm exits with 1 for what it finds. */
async function npmAudit(versions: Readonly<Record<string, string>>): Promise<unknown> {
	const folder = await mkdtemp(path.join(tmpdir(), 'audit-'));
	const root = { name: 'bundled', version: '1.0.0', dependencies: versions };
	const installed = Object.entries(versions).map(([name, version]) => [
		`node_modules/${name}`,
		{ version },
	]);
	const packages: unknown = { '': root, ...Object.fromEntries(installed) };
	const lock = { name: root.name, version: root.version, lockfileVersion: 3, packages };
	try {
		await writeFile(path.join(folder, 'package.json'), JSON.stringify(root));
		await writeFile(path.join(folder, 'package-lock.json'), JSON.stringify(lock));
		const audit = ['audit', '--json', '--package-lock-only'];
		const run = promisify(execFile)('npm', audit, { cwd: folder });
		return parseFields(textOf(at(await run.catch((error: unknown) => error), 'stdout'), ''));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

function textOf(value: unknown, otherwise: string): string {
	return typeof value === 'string' && value !== '' ? value : otherwise;
}
