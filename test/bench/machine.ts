import { cpus, release, totalmem, type } from 'node:os';
import axios from 'axios';
import { newest } from '../n8n/versions';
import { version } from '../../package.json';

/** Where and when it was measured, in words. */
export type Machine = Readonly<Record<string, string>>;

const BYTES_PER_GB = 1024 ** 3;

/** Describes this machine and the versions that take part. */
export function describeMachine(): Machine {
	const processors = cpus();
	return {
		Date: new Date().toISOString().slice(0, 10),
		Processor: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
		Memory: `${Math.round(totalmem() / BYTES_PER_GB)} GB`,
		System: `${type()} ${release()}`,
		n8n: `${newest.n8n} on Node.js ${newest.node}, SQLite, one process`,
		'n8n-nodes-cc-gateway': version,
		'Outside n8n': `Node.js ${process.versions.node}, axios ${axios.VERSION}`,
	};
}
