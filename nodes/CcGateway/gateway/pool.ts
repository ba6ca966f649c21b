import { Agent as HttpAgent, type AgentOptions as HttpAgentOptions } from 'node:http';
import { Agent, type AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import type { Connection } from './connection';

/** Gateways (Tomcat) close idle connections after 20 to 60 seconds. */
const IDLE_MS = 30_000;

const KEEP_ALIVE = { keepAlive: true, timeout: IDLE_MS } satisfies HttpAgentOptions;

const pools = new Map<string, HttpAgent>();

/**
 * Gives the kept-alive connections to one gateway: one pool per address, trust and proxy, shared
 * by all executions of this process. Idle ones close by themselves and never hold the process.
 * Honours HTTPS_PROXY and NO_PROXY.
 */
export function poolFor(connection: Connection): HttpAgent {
	const proxy = getProxyForUrl(connection.origin);
	const key = JSON.stringify([proxy, connection]);
	let pool = pools.get(key);
	if (pool === undefined) {
		pool = proxy === '' ? directPool(connection) : proxyPool(connection, proxy);
		pools.set(key, pool);
	}
	return pool;
}

function directPool(connection: Connection): HttpAgent {
	return new Agent({ ...KEEP_ALIVE, ...tlsOptions(connection) });
}

/** The TLS options come after the constructor: they are for the gateway, not for an HTTPS proxy. */
function proxyPool(connection: Connection, proxy: string): HttpAgent {
	const pool = new HttpsProxyAgent(proxy, KEEP_ALIVE);
	Object.assign(pool.options, tlsOptions(connection));
	return pool;
}

/** Through a proxy Node.js does not know whom the certificate is for, so the check names it. */
function tlsOptions({ ca, ignoreSslIssues, serverName }: Connection): AgentOptions {
	return {
		minVersion: 'TLSv1.2',
		rejectUnauthorized: !ignoreSslIssues,
		servername: isIP(serverName) === 0 ? serverName : '',
		checkServerIdentity: (_host, certificate) => checkServerIdentity(serverName, certificate),
		...(ca !== '' && { ca }),
	};
}
