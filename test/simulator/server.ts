import { setMaxListeners } from 'node:events';
import https from 'node:https';
import { type Server, Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import type { ServerIdentity } from './certificates';
import { answerRequest, type Gateway } from './exchange';
import { type Settings, TLS_VERSIONS } from './settings';

/** A running HTTPS server. */
export interface GatewayServer {
	readonly port: number;
	/** TCP connections that are open. */
	readonly openSockets: number;
	/** Destroys the kept-alive connections that wait for a request. */
	dropIdleConnections(): void;
	/** Destroys all connections and gives the port back. */
	close(): Promise<void>;
}

/** Starts the HTTPS server of the gateway. Rejects when the port is taken. */
export async function serveGateway(
	gateway: Gateway,
	{ key, cert }: ServerIdentity,
	port: number,
): Promise<GatewayServer> {
	const { settings, traffic } = gateway;
	const sockets = new Map<string, Socket>();
	const requestsOf = new WeakMap<Socket, number>();
	const stopping = new AbortController();
	// Every delayed answer listens to it; Node.js warns of more than ten.
	setMaxListeners(0, stopping.signal);

	const server = https.createServer({
		key,
		cert,
		...tlsOptions(settings.tls),
		keepAliveTimeout: settings.keepAliveTimeoutMs,
	});
	server.on('connection', (socket) => {
		if (!(socket instanceof Socket)) return;
		const name = nameOf(socket);
		traffic.connections += 1;
		sockets.set(name, socket);
		socket.once('close', () => sockets.delete(name));
	});
	server.on('secureConnection', (socket) => {
		traffic.handshakes += 1;
		if (socket.isSessionReused()) traffic.resumedHandshakes += 1;
	});
	server.on('tlsClientError', ({ message }) => {
		traffic.failedHandshakes += 1;
		settings.log(`TLS handshake not completed: ${message.trim()}`);
	});
	server.on('request', (request, response) => {
		const { socket } = request;
		const count = (requestsOf.get(socket) ?? 0) + 1;
		requestsOf.set(socket, count);
		const reset = (): void => {
			// A reset is TCP's: the TLS socket on top of it cannot send one.
			sockets.get(nameOf(socket))?.resetAndDestroy();
		};
		const connection = count === 1 ? 'new' : 'reused';
		answerRequest(gateway, {
			request,
			response,
			connection,
			reset,
			stopped: stopping.signal,
		}).catch(() => response.destroy());
	});

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, settings.host, resolve);
	});
	return {
		port: portOf(server),
		get openSockets() {
			return sockets.size;
		},
		dropIdleConnections: () => {
			server.closeIdleConnections();
		},
		close: async () => {
			stopping.abort();
			const closed = new Promise((resolve) => server.close(resolve));
			for (const socket of sockets.values()) socket.destroy();
			await closed;
		},
	};
}

/** The port that a server listens on. Throws when it does not listen on one. */
export function portOf(server: Server): number {
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return address.port;
}

function tlsOptions({ minVersion = 'TLSv1.2', maxVersion = 'TLSv1.3' }: Settings['tls']): {
	minVersion: SecureVersion;
	maxVersion: SecureVersion;
	ciphers?: string;
} {
	const lowest = TLS_VERSIONS[Math.min(...[minVersion, maxVersion].map(ageOf))] ?? minVersion;
	// OpenSSL 3 speaks TLS below 1.2 at security level 0 only.
	const isOld = ageOf(lowest) < ageOf('TLSv1.2');
	return {
		minVersion: lowest,
		maxVersion,
		...(isOld ? { ciphers: 'DEFAULT:@SECLEVEL=0' } : {}),
	};
}

function ageOf(version: SecureVersion): number {
	return TLS_VERSIONS.indexOf(version);
}

function nameOf({ remoteAddress = '', remotePort = 0 }: Socket): string {
	return `${remoteAddress} ${remotePort}`;
}
