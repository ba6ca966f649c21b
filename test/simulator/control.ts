import http, { type IncomingMessage } from 'node:http';
import type { Simulator } from './api';
import { COMMANDS } from './commands';
import { portOf } from './server';

const LOOPBACK = '127.0.0.1';
const MAX_BODY_BYTES = 16_777_216;

/** The control interface, running. */
export interface ControlServer {
	readonly url: string;
	close(): Promise<void>;
}

/**
 * Starts the control interface: JSON over plain HTTP, on loopback only. What is wrong with a request
 * comes back as status 400 with `{ error }`.
 */
export async function serveControl(simulator: Simulator, port: number): Promise<ControlServer> {
	const server = http.createServer((request, response) => {
		run(simulator, request).then(
			(result) => {
				response.setHeader('Content-Type', 'application/json');
				response.end(JSON.stringify(result ?? {}));
			},
			(error: unknown) => {
				const message = error instanceof Error ? error.message : String(error);
				response.writeHead(400, { 'Content-Type': 'application/json' });
				response.end(JSON.stringify({ error: message }));
			},
		);
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, LOOPBACK, resolve);
	});
	return {
		url: `http://${LOOPBACK}:${portOf(server)}`,
		close: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		},
	};
}

async function run(simulator: Simulator, request: IncomingMessage): Promise<unknown> {
	const { pathname, searchParams: query } = new URL(request.url ?? '/', `http://${LOOPBACK}`);
	// A web page may reach loopback through a name of its own (DNS rebinding), not with this header.
	if (!/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? '')) {
		throw new Error('Use 127.0.0.1 to reach the control interface');
	}
	const [, name = '', id = ''] = pathname.split('/');
	const key = `${request.method ?? ''} /${name}${id === '' ? '' : '/*'}`;
	const command = COMMANDS[key];
	if (command === undefined) {
		throw new Error(`No such command. There is: ${Object.keys(COMMANDS).join(', ')}`);
	}
	const body = await readJson(request);
	return command({ simulator, body, query, id: decodeURIComponent(id) });
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of request as AsyncIterable<Buffer>) {
		length += chunk.length;
		if (length > MAX_BODY_BYTES) throw new Error('The body is too large');
		chunks.push(chunk);
	}
	const content = Buffer.concat(chunks).toString('utf8');
	return content === '' ? undefined : JSON.parse(content);
}
