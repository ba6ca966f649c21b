import { Agent, type RequestOptions } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { isNativeError } from 'node:util/types';
import type { Abandonment } from './abandonment';
import type { Connection } from './connection';
import { secured, tlsOptions } from './handshake';
import { openTunnel } from './tunnel';

/** Gateways (Tomcat) close idle connections after 20 to 60 seconds. */
const IDLE_MS = 30_000;

/** What a request tells {@link GatewayAgent}. */
export interface ConnectOptions extends RequestOptions {
	/** Closes a connection that is not set up yet when nobody waits for it any more. */
	readonly abandonment: Abandonment;
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

	/** All connections are of one kind; Node.js would make a name of all certificates, each time. */
	override getName(): string {
		return 'gateway';
	}

	/** Calls back whenever a connection has closed. */
	onClose(callback: () => void): void {
		this.#onClose = callback;
	}

	/** Closes the connections that have been idle for longer. */
	closeIdle(longerThanMs: number): void {
		if (longerThanMs === Number.POSITIVE_INFINITY) return;
		const now = performance.now();
		for (const socket of Object.values(this.freeSockets).flat()) {
			if (socket === undefined) continue;
			if (now - (this.#freeSince.get(socket) ?? 0) >= longerThanMs) socket.destroy();
		}
	}

	/** Whether a connection is kept open that nobody uses. */
	get hasIdle(): boolean {
		return Object.values(this.freeSockets).some((sockets) => (sockets?.length ?? 0) > 0);
	}

	/** Whether there is a connection, in use or idle. */
	get hasSockets(): boolean {
		// Node.js keeps an empty list after a connection that was refused.
		const lists = [...Object.values(this.sockets), ...Object.values(this.freeSockets)];
		return lists.some((sockets) => sockets !== undefined && sockets.length > 0);
	}

	async #connect(options: ConnectOptions): Promise<TLSSocket> {
		const { host, port } = this.#connection;
		const tunnel = this.#proxy && (await openTunnel(this.#proxy, host, port, options.abandonment));
		const socket = super.createConnection({ ...options, ...(tunnel && { socket: tunnel }) });
		if (!(socket instanceof TLSSocket)) throw new Error('Node.js gave no TLS socket');
		// Node.js's agent forgets a closed connection in a listener of its own, which comes first.
		socket.once('close', () => setImmediate(this.#onClose));
		return await secured(socket, options.abandonment);
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
