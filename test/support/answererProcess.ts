// A gateway in a process of its own, see answerer.ts: it answers while this one is blocked.
import { writeFileSync } from 'node:fs';
import { startHttps } from './servers';

/** Long enough that the client is blocked by then. */
const ANSWER_AFTER_MS = 100;

async function main(marker: string): Promise<void> {
	const server = await startHttps((request, response) => {
		request.resume().once('end', () => {
			console.log('request');
			setTimeout(() => {
				response.end('{"retcode":"0"}', () => {
					writeFileSync(marker, 'answered');
				});
			}, ANSWER_AFTER_MS);
		});
	});
	const { host, port, ca } = server;
	console.log(JSON.stringify({ host, port, ca }));
}

void main(process.argv[2] ?? '');
