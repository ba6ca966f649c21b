import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServerIdentity } from '../simulator/certificates';

/** How a proxy behaves; it opens tunnels unless told otherwise. */
export interface ProxyOptions {
	/** `user:password`, asked for with 407. */
	readonly credentials?: string;
	/** Status with which every CONNECT is refused. */
	readonly refuseWith?: number;
	/** How long after the head the page of a refusal comes; default 0 ms, which is with it. */
	readonly pageAfterMs?: number;
	/** Makes it a proxy that is spoken to over TLS. */
	readonly identity?: ServerIdentity;
	/** Status with which tunnels are opened; default 200. */
	readonly openWith?: number;
	/** Takes the CONNECT and closes the connection, or never says anything. */
	readonly instead?: 'hangUp' | 'silence';
}

/** A running CONNECT proxy on loopback; every name is this machine to it. */
export interface Proxy {
	/** For HTTPS_PROXY; without credentials. */
	readonly url: string;
	/** `host:port` of each CONNECT. */
	readonly connects: readonly string[];
	/** Everything that clients sent: heads, and bytes of the tunnels one character each. */
	readonly seen: string;
	/** Connections of clients that are open. */
	readonly openConnections: number;
	/** Closes all connections, as a proxy does with idle ones. */
	dropConnections(): void;
	/** Stops listening and closes all connections. */
	stop(): Promise<void>;
}

const PAGE = '<html><body>The proxy says no</body></html>';

/** Starts a CONNECT proxy. */
export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
	const connects: string[] = [];
	const seen: string[] = [];
	const sockets = new Set<Duplex>();
	const track = (socket: Duplex): void => {
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
	};
	const dropConnections = (): void => {
		for (const socket of sockets) socket.destroy();
	};

	const noConnect: RequestListener = (_request, response) => response.writeHead(405).end();
	const { identity, openWith = 200 } = options;
	const server = identity ? createHttpsServer(identity, noConnect) : createServer(noConnect);
	server.on('connection', track);
	server.on('connect', (request: IncomingMessage, client: Duplex) => {
		client.on('error', () => client.destroy());
		connects.push(request.url ?? '');
		seen.push(request.rawHeaders.join('\n'));
		if (options.instead === 'silence') {
			// Unread, the end of a connection would go unnoticed.
			client.once('end', () => client.destroy()).resume();
			return;
		}
		if (options.instead === 'hangUp') {
			client.end();
			return;
		}
		const status = options.refuseWith ?? (isAllowed(request, options) ? undefined : 407);
		if (status !== undefined) {
			refuse(client, status, options.pageAfterMs);
			return;
		}
		client.on('data', (chunk: Buffer) => seen.push(chunk.toString('latin1')));
		tunnel(client, new URL(`https://${request.url ?? ''}`), openWith);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	return {
		url: `${identity ? 'https' : 'http'}://127.0.0.1:${address.port}`,
		connects,
		get seen() {
			return seen.join('\n');
		},
		get openConnections() {
			return sockets.size;
		},
		dropConnections,
		stop: async () => {
			dropConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

function isAllowed({ headers }: IncomingMessage, { credentials }: ProxyOptions): boolean {
	if (credentials === undefined) return true;
	const expected = `Basic ${Buffer.from(credentials).toString('base64')}`;
	return headers['proxy-authorization'] === expected;
}

function refuse(client: Duplex, status: number, pageAfterMs = 0): void {
	const head = [
		`HTTP/1.1 ${status} Refused`,
		...(status === 407 ? ['Proxy-Authenticate: Basic realm="proxy"'] : []),
		'Content-Type: text/html',
		`Content-Length: ${PAGE.length}`,
		'\r\n',
	].join('\r\n');
	if (pageAfterMs === 0) {
		client.end(head + PAGE);
		return;
	}
	client.write(head);
	setTimeout(() => client.end(PAGE), pageAfterMs);
}

function tunnel(client: Duplex, { hostname, port }: URL, status: number): void {
	const address = hostname.replace(/^\[(.*)\]$/, '$1');
	const gateway = connect(Number(port), isIP(address) === 0 ? '127.0.0.1' : address, () => {
		client.write(`HTTP/1.1 ${status} Connection established\r\n\r\n`);
		client.pipe(gateway).pipe(client);
	});
	client.once('close', () => gateway.destroy());
	gateway.once('close', () => client.destroy()).on('error', () => client.destroy());
}
