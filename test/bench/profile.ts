import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { at, listAt } from '../n8n/json';
import type { Cast } from './cast';
import type { Contender } from './contender';
import { measure } from './round';
import type { Gateway } from './gateway';
import type { Workload } from './workloads';
import { number, table } from './words';

const US_PER_MS = 1000;
const SHOWN = 20;

/** Records a CPU profile of each contender inside n8n, and prints where each one's time went. */
export async function profileAll(
	gateway: Gateway,
	{ contenders }: Cast,
	workload: Workload,
	folder: string,
): Promise<void> {
	await mkdir(folder, { recursive: true });
	for (const contender of contenders) {
		const { file, ms, functions } = await profile(gateway, contender, workload, folder);
		console.log(`\n${contender.name}: ${number(ms)} ms, recorded in ${file}\n`);
		console.log(functions);
	}
}

/** A CPU profile of one run. */
export interface Profile {
	readonly file: string;
	readonly ms: number;
	/** A table of the functions that took most, themselves. */
	readonly functions: string;
}

/** Records a CPU profile of a run of one contender. */
export async function profile(
	gateway: Gateway,
	contender: Contender,
	workload: Workload,
	folder: string,
): Promise<Profile> {
	const file = `${contender.name.toLowerCase().replace(/\W+/g, '-')}.cpuprofile`;
	const target = path.resolve(folder, file);
	const { ms } = await measure(gateway, contender, workload, { profile: target });
	const selfMs = await readProfile(target);
	const rows = [...selfMs].toSorted(([, one], [, other]) => other - one).slice(0, SHOWN);
	const cells = rows.map(([name, own]) => [number(own), name]);
	return { file, ms, functions: table(['ms', 'Function'], cells) };
}

/** The time spent in each function itself, by its name and file. */
async function readProfile(file: string): Promise<Map<string, number>> {
	const profile: unknown = JSON.parse(await readFile(file, 'utf8'));
	const names = new Map(
		listAt(profile, 'nodes').map((node) => [Number(at(node, 'id')), nameOf(at(node, 'callFrame'))]),
	);
	const deltas = listAt(profile, 'timeDeltas');
	const selfMs = new Map<string, number>();
	for (const [index, id] of listAt(profile, 'samples').entries()) {
		const name = names.get(Number(id)) ?? '';
		selfMs.set(name, (selfMs.get(name) ?? 0) + Number(deltas[index]) / US_PER_MS);
	}
	return selfMs;
}

/** Files by the end of their path: the folders before it are this machine's. */
function nameOf(frame: unknown): string {
	const file = String(at(frame, 'url')).replace(/^.*node_modules\//, '');
	const line = Number(at(frame, 'lineNumber')) + 1;
	return `${String(at(frame, 'functionName')) || '(anonymous)'} ${file}${file ? `:${line}` : ''}`;
}
