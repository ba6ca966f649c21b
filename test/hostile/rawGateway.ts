import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer, type TlsOptions, type TLSSocket } from 'node:tls';
import { createAuthority } from '../simulator/certificates';
import type { CertificateKind } from '../simulator/settings';
import type { Server } from '../support/exchange';

/** One request, with all that it takes to answer it badly. */
export interface Visit {
	/** Head and body as they came, one character per byte. */
	readonly request: string;
	/** How many requests have come, with this one. */
	readonly count: number;
	/** Where the answer goes: nothing is added to its bytes. */
	readonly socket: TLSSocket;
	/** The connection below TLS: what is written there is not encrypted. */
	readonly below: Socket;
}

/** What is done with each request. */
export type Attack = (visit: Visit) => void;

/** A TLS server with a good certificate, and with answers of which no byte is its own. */
export interface RawGateway extends Server {
	/** The requests in the order in which they came. */
	readonly requests: readonly string[];
	/** TCP connections that were opened. */
	readonly connections: number;
	/** Bytes that it could write, below TLS, before the connections were closed. */
	readonly bytesWritten: number;
	/** Waits until the client has closed all connections; throws when it keeps one. */
	closed(): Promise<void>;
	/** Stops listening and closes all connections. */
	stop(): Promise<void>;
}

/** How a raw gateway is set up, beside the options of TLS. */
export interface RawOptions extends TlsOptions {
	/** The kind of its certificate, `valid` by default. */
	readonly certificate?: CertificateKind;
	/** Gets each connection with its number before TLS does; true keeps it from TLS. */
	readonly keeps?: (below: Socket, count: number) => boolean;
}

/** Starts a raw gateway on loopback. */
export async function startRaw(
	attack: Attack,
	{ certificate = 'valid', keeps = () => false, ...tls }: RawOptions = {},
): Promise<RawGateway> {
	const authority = await createAuthority({ keyType: 'ec', certificateNames: [] });
	const { ca, ...identity } = await authority.issue(certificate);
	const requests: string[] = [];
	const open = new Map<number | undefined, Socket>();
	let connections = 0;
	let bytesOfClosed = 0;

	const secure = createTlsServer({ ...identity, ...tls }, (socket) => {
		const below = open.get(socket.remotePort);
		socket.on('error', () => socket.destroy());
		onRequest(socket, (request) => {
			requests.push(request);
			if (below) attack({ request, count: requests.length, socket, below });
		});
	});
	const server = createServer((socket) => {
		const { remotePort } = socket;
		connections += 1;
		open.set(remotePort, socket);
		socket
			.on('error', () => socket.destroy())
			.once('close', () => {
				open.delete(remotePort);
				bytesOfClosed += socket.bytesWritten;
			});
		if (!keeps(socket, connections)) secure.emit('connection', socket);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		host: '127.0.0.1',
		port: address.port,
		ca,
		requests,
		get connections() {
			return connections;
		},
		get bytesWritten() {
			const ofOpen = [...open.values()].map((socket) => socket.bytesWritten);
			return ofOpen.reduce((sum, bytes) => sum + bytes, bytesOfClosed);
		},
		closed: async () => {
			for (let tries = 0; open.size > 0; tries++) {
				if (tries === 400) throw new Error(`The client keeps ${open.size} connections`);
				await sleep(5);
			}
		},
		stop: async () => {
			for (const socket of open.values()) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Calls back for each whole request; the client sends none before it has an answer. */
function onRequest(socket: TLSSocket, callback: (request: string) => void): void {
	let seen = '';
	socket.setEncoding('latin1').on('data', (text: string) => {
		seen += text;
		const headLength = seen.indexOf('\r\n\r\n') + 4;
		const bodyLength = Number(/^content-length: (\d+)/im.exec(seen)?.[1]);
		if (headLength < 4 || seen.length < headLength + bodyLength) return;
		callback(seen);
		seen = '';
	});
}
