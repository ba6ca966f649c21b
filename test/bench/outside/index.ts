import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { at, listAt, textAt } from '../../n8n/json';
import { temporaryFolder } from '../../n8n/machine/temporaryFolder';
import { createAuthority } from '../../simulator/certificates';
import { summarize, type Summary } from '../statistics';
import { OUTSIDE, OUTSIDE_BYTES } from './names';

/** What one way came to with one length of call data. */
export interface OutsideFigures {
	readonly way: string;
	readonly bytes: number;
	readonly perSecond: Summary;
	readonly cpuUs: Summary;
}

const HOST = '127.0.0.1';
const REQUESTS = 5000;
const QUICK_REQUESTS = 200;

/** Measures the node's transport beside others, without n8n: loopback TLS, ten requests at once. */
export async function measureOutside(rounds: number, isQuick: boolean): Promise<OutsideFigures[]> {
	const authority = await createAuthority({ keyType: 'rsa', certificateNames: [HOST] });
	const { key, cert, ca } = await authority.issue('valid');
	const script = path.join(__dirname, 'server.ts');
	const server = fork(script, [JSON.stringify({ key, cert })], { execArgv: ['--import', 'tsx'] });
	try {
		const address = await messageOf(server);
		const requests = isQuick ? QUICK_REQUESTS : REQUESTS;
		const order = { host: HOST, port: at(address, 'port'), ca, rounds, requests };
		const runner = fork(await buildRunner(), [JSON.stringify(order)]);
		return figuresOf(listAt(await messageOf(runner), 'samples'));
	} finally {
		server.disconnect();
	}
}

/** Its next message; a process that ends before has failed. */
async function messageOf(child: ChildProcess): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		child.once('message', resolve).once('exit', (code) => {
			reject(new Error(`It ended with code ${code ?? 'none'}`));
		});
	});
}

/** As the package is built: axios without its adapter for Node.js, except for the one that needs it. */
async function buildRunner(): Promise<string> {
	const outfile = path.join(temporaryFolder('bench-outside'), 'runner.js');
	await build({
		entryPoints: [path.join(__dirname, 'runner.ts')],
		outfile,
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20.19',
		alias: { axios: 'axios/dist/browser/axios.cjs', 'stock-axios': 'axios/dist/node/axios.cjs' },
		logLevel: 'warning',
	});
	return outfile;
}

function figuresOf(samples: readonly unknown[]): OutsideFigures[] {
	return OUTSIDE_BYTES.flatMap((bytes) =>
		Object.values(OUTSIDE).map((way) => {
			const own = samples.filter(
				(sample) => textAt(sample, 'way') === way && at(sample, 'bytes') === bytes,
			);
			const summaryOf = (field: string): Summary =>
				summarize(own.map((sample) => Number(at(sample, field))));
			return { way, bytes, perSecond: summaryOf('perSecond'), cpuUs: summaryOf('cpuUs') };
		}),
	);
}
