import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Server } from '../support/exchange';

/** A server behind a long line: what `host` and `port` lead to is as far away as a WAN makes it. */
export interface DelayedServer extends Server {
	/**
	 * Round trips that clients have waited for: one for each connection, as TCP opens it, and one
	 * for each time that a client spoke and the server answered.
	 */
	readonly roundTrips: number;
	stop(): Promise<void>;
}

/** Starts a TCP proxy on loopback that holds everything back for a while, each way. */
export async function startDelay(target: Server, oneWayMs: number): Promise<DelayedServer> {
	let roundTrips = 0;
	const sockets = new Set<Socket>();
	// Each end closes by itself, when the other end's last words have arrived.
	const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
		const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true });
		for (const socket of [client, upstream]) {
			sockets.add(socket);
			socket.once('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
		}
		// Loopback connects at once; over the line the client would learn of it a round trip later.
		roundTrips++;
		const openedMs = performance.now() + 2 * oneWayMs;
		carry(client, upstream, () => Math.max(performance.now(), openedMs) + oneWayMs);
		carry(upstream, client, () => performance.now() + oneWayMs);

		let hasAsked = false;
		client.on('data', () => {
			hasAsked = true;
		});
		upstream.on('data', () => {
			if (hasAsked) roundTrips++;
			hasAsked = false;
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The proxy has no port');
	return {
		host: '127.0.0.1',
		port: address.port,
		ca: target.ca,
		get roundTrips() {
			return roundTrips;
		},
		stop: async () => {
			for (const socket of sockets) socket.destroy();
			server.close();
			await once(server, 'close');
		},
	};
}

/** Passes on what happens at one end to the other, in order, each when its time has come. */
function carry(from: Socket, to: Socket, arrivalMs: () => number): void {
	let passedOn: Promise<unknown> = Promise.resolve();
	const later = (action: () => unknown): void => {
		const dueMs = arrivalMs();
		passedOn = passedOn
			.then(() => sleep(Math.max(0, Math.ceil(dueMs - performance.now()))))
			.then(action);
	};
	from.on('data', (chunk) => {
		later(() => to.write(chunk));
	});
	from.on('end', () => {
		later(() => to.end());
	});
	from.on('close', () => {
		later(() => to.destroy());
	});
}
