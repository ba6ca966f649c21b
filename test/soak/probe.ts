// Runs inside n8n, see stage.ts: Node.js itself loads it before n8n and strips the types.
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { isMainThread } from 'node:worker_threads';

const BYTES_PER_MB = 1024 ** 2;

/** What this process holds once all garbage is gone. */
function readFigures(): Readonly<Record<string, number>> {
	if (gc === undefined) throw new Error('Node.js has to be started with --expose-gc');
	gc();
	const { heapUsed, external, rss } = process.memoryUsage();
	return {
		heapMb: (heapUsed + external) / BYTES_PER_MB,
		residentMb: rss / BYTES_PER_MB,
		handles: process.getActiveResourcesInfo().filter((type) => type !== 'TCPSocketWrap').length,
		descriptors: readdirSync('/proc/self/fd').length,
	};
}

if (isMainThread) {
	// V8 drops code that has not run for some collections, megabytes at once: that would hide a leak.
	setFlagsFromString('--no-flush-bytecode');
	const server = createServer((_request, response) => {
		response.setHeader('Connection', 'close').end(JSON.stringify(readFigures()));
	});
	server.listen(Number(process.env['SOAK_PROBE_PORT']), '127.0.0.1').unref();
}
