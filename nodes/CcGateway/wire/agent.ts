import { Agent, type AgentOptions, type RequestOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { checkServerIdentity, TLSSocket } from 'node:tls';
import { isNativeError } from 'node:util/types';
import type { Connection } from './connection';
import { openTunnel } from './tunnel';

/** Gateways (Tomcat) close idle connections after 20 to 60 seconds. */
const IDLE_MS = 30_000;

/** What a request tells {@link GatewayAgent}. */
export interface ConnectOptions extends RequestOptions {
	/** Closes a connection that is not set up yet when nobody waits for it any more. */
	readonly abandoned: AbortSignal;
}

/**
 * Node.js's kept-alive connections, to one gateway. A request gets a socket only when TLS is set up
 * and the certificate is trusted: what has a socket may have been sent, what has none was not.
 */
export class GatewayAgent extends Agent {
	readonly #freeSince = new WeakMap<Socket, number>();
	readonly #connection: Connection;
	readonly #proxy: URL | undefined;
	#onClose: () => void = () => undefined;

	/** @param proxy that connections lead through */
	constructor(connection: Connection, proxy: URL | undefined) {
		super({ keepAlive: true, timeout: IDLE_MS, ...tlsOptions(connection) });
		this.#connection = connection;
		this.#proxy = proxy;
		this.on('free', (socket: Socket) => {
			this.#freeSince.set(socket, performance.now());
			this.#closeOnSurplus(socket);
		});
	}

	/** Called by Node.js for each new connection. */
	override createConnection(
		options: ConnectOptions,
		callback: (error: Error | null, socket?: Duplex) => void,
	): undefined {
		this.#connect(options).then(
			(socket) => {
				callback(null, socket);
			},
			(error: unknown) => {
				callback(isNativeError(error) ? error : new Error(String(error)));
			},
		);
	}

	/** Calls back whenever a connection has closed. */
	onClose(callback: () => void): void {
		this.#onClose = callback;
	}

	/** Closes the connections that have been idle for longer. */
	closeIdle(longerThanMs: number): void {
		const now = performance.now();
		for (const socket of Object.values(this.freeSockets).flat()) {
			if (socket === undefined) continue;
			if (now - (this.#freeSince.get(socket) ?? 0) >= longerThanMs) socket.destroy();
		}
	}

	/** Whether there is a connection, in use or idle. */
	get hasSockets(): boolean {
		return Object.keys(this.sockets).length + Object.keys(this.freeSockets).length > 0;
	}

	async #connect(options: ConnectOptions): Promise<TLSSocket> {
		const { host, port } = this.#connection;
		const tunnel = this.#proxy && (await openTunnel(this.#proxy, host, port, options.abandoned));
		const socket = super.createConnection({ ...options, ...(tunnel && { socket: tunnel }) });
		if (!(socket instanceof TLSSocket)) throw new Error('Node.js gave no TLS socket');
		// Node.js's agent forgets a closed connection in a listener of its own, which comes first.
		socket.once('close', () => setImmediate(this.#onClose));
		return await secured(socket, options.abandoned);
	}

	/**
	 * Closes an idle connection on which bytes come in: nobody has asked for them, and they would pass
	 * for the next answer. Node.js 24 does so itself, Node.js 20 does not.
	 */
	#closeOnSurplus(socket: Socket): void {
		socket.once('data', () => {
			const isIdle = Object.values(this.freeSockets).some((idle) => idle?.includes(socket));
			if (isIdle) socket.destroy();
		});
	}
}

/** Waits until a connection is set up; Node.js refuses an expired certificate without its date. */
async function secured(socket: TLSSocket, abandoned: AbortSignal): Promise<TLSSocket> {
	const destroy = (): void => {
		socket.destroy();
	};
	let validTo: string | undefined;
	socket.prependListener('secure', () => {
		validTo = socket.getPeerCertificate().valid_to;
	});
	abandoned.addEventListener('abort', destroy);
	try {
		if (abandoned.aborted) destroy();
		await new Promise<void>((resolve, reject) => {
			socket.once('secureConnect', resolve).on('error', reject);
			socket.once('close', () => {
				reject(Object.assign(new Error('Closed'), { code: 'ECONNRESET' }));
			});
		});
	} catch (error) {
		throw isNativeError(error) ? Object.assign(error, { validTo }) : error;
	} finally {
		abandoned.removeEventListener('abort', destroy);
	}
	return socket;
}

/** In a tunnel Node.js does not know whom the certificate is for, so the check names it. */
function tlsOptions({ ca, pinned, ignoreSslIssues, serverName }: Connection): AgentOptions {
	return {
		minVersion: 'TLSv1.2',
		rejectUnauthorized: !ignoreSslIssues,
		servername: isIP(serverName) === 0 ? serverName : '',
		checkServerIdentity: (_host, certificate) =>
			pinned.includes(certificate.fingerprint256)
				? undefined
				: checkServerIdentity(serverName, certificate),
		// A pasted certificate is trusted, whoever issued it.
		...(ca !== '' && { ca, allowPartialTrustChain: true }),
	};
}
