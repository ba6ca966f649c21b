import { once } from 'node:events';
import { createServer } from 'node:net';

/** Ports on loopback that are free at this moment, all different. */
export async function freePorts(count: number): Promise<number[]> {
	const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
	await Promise.all(servers.map((server) => once(server, 'listening')));
	return Promise.all(
		servers.map(async (server) => {
			const address = server.address();
			server.close();
			await once(server, 'close');
			if (address === null || typeof address === 'string') throw new Error('No port was given');
			return address.port;
		}),
	);
}

/** One free port on loopback. */
export async function freePort(): Promise<number> {
	const [port] = await freePorts(1);
	if (port === undefined) throw new Error('No port was given');
	return port;
}
