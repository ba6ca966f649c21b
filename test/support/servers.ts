import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type Server as NetServer, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { createAuthority, type ServerIdentity } from '../simulator/certificates';
import type { Server } from './exchange';

/** A server that is no gateway, on loopback. */
export interface OtherServer extends Server {
	/** TCP connections that were opened. */
	readonly connections: number;
	/** Those of them that are open. */
	readonly openConnections: number;
	/** Stops listening and closes all connections. */
	stop(): Promise<void>;
}

/**
 * Starts an HTTPS server with answers of its own.
 * @param options of TLS, and its certificate; a good one by default
 */
export async function startHttps(
	answer: RequestListener,
	options: TlsOptions & Partial<ServerIdentity> = {},
): Promise<OtherServer> {
	const { ca, ...rest } = { ...(options.cert === undefined && (await newIdentity())), ...options };
	return await listen(createHttpsServer(rest, answer), ca ?? '');
}

/** Starts a server that speaks TLS, but then something other than HTTP. */
export async function startTls(greeting: string): Promise<OtherServer> {
	const identity = await newIdentity();
	const server = createTlsServer(identity, (socket) => {
		socket.on('error', () => socket.destroy()).write(greeting);
	});
	return await listen(server, identity.ca);
}

/** Starts a web server without TLS. */
export async function startPlainHttp(): Promise<OtherServer> {
	return await listen(
		createHttpServer((_request, response) => response.end('plain')),
		'',
	);
}

/** Starts a server that accepts connections and never says a word, or closes them at the first one. */
export async function startSilent(then?: 'hangUp'): Promise<OtherServer> {
	const server = createTcpServer((socket) => {
		// Unread, the end of a connection would go unnoticed.
		if (then === 'hangUp') socket.once('data', () => socket.destroy());
		else socket.resume();
	});
	return await listen(server, '');
}

async function newIdentity() {
	const authority = await createAuthority({ keyType: 'ec', certificateNames: [] });
	return await authority.issue('valid');
}

async function listen(server: NetServer, ca: string): Promise<OtherServer> {
	const sockets = new Set<Socket>();
	let connections = 0;
	server.on('connection', (socket: Socket) => {
		connections += 1;
		sockets.add(socket);
		socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		host: '127.0.0.1',
		port: address.port,
		ca,
		get connections() {
			return connections;
		},
		get openConnections() {
			return sockets.size;
		},
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}
