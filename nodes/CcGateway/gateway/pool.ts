import { Agent, type AgentOptions } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import type { Connection } from './connection';
import { TunnelAgent } from './tunnel';

/** Gateways (Tomcat) close idle connections after 20 to 60 seconds. */
const IDLE_MS = 30_000;

const pools = new Map<string, Agent>();

/**
 * Gives the kept-alive connections to one gateway: one pool per address, trust and proxy, shared
 * by all executions of this process. Idle ones close by themselves and never hold the process.
 * Honours HTTPS_PROXY and NO_PROXY.
 */
export function poolFor(connection: Connection): Agent {
	const proxy = getProxyForUrl(connection.origin);
	const key = JSON.stringify([proxy, connection]);
	let pool = pools.get(key);
	if (pool === undefined) {
		const options = { keepAlive: true, timeout: IDLE_MS, ...tlsOptions(connection) };
		pool = proxy === '' ? new Agent(options) : new TunnelAgent(new URL(proxy), options);
		closeOnSurplus(pool);
		pools.set(key, pool);
	}
	return pool;
}

/**
 * Closes an idle connection on which bytes come in: nobody has asked for them, and they would pass
 * for the next answer. Node.js 24 does so itself, Node.js 20 does not.
 */
function closeOnSurplus(pool: Agent): void {
	pool.on('free', (socket: Socket) => {
		socket.once('data', () => {
			const isIdle = Object.values(pool.freeSockets).some((idle) => idle?.includes(socket));
			if (isIdle) socket.destroy();
		});
	});
}

/** How messages name the way to a gateway: its origin, and the proxy if there is one. */
export function wayTo({ origin }: Connection): string {
	const proxy = getProxyForUrl(origin);
	return proxy === '' ? origin : `${origin} (through the proxy ${hostOf(proxy)})`;
}

function hostOf(url: string): string {
	return URL.canParse(url) ? new URL(url).host : 'in HTTPS_PROXY, which is not an address';
}

/** In a tunnel Node.js does not know whom the certificate is for, so the check names it. */
function tlsOptions({ ca, ignoreSslIssues, serverName }: Connection): AgentOptions {
	return {
		minVersion: 'TLSv1.2',
		rejectUnauthorized: !ignoreSslIssues,
		servername: isIP(serverName) === 0 ? serverName : '',
		checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
		...(ca !== '' && { ca }),
	};
}
