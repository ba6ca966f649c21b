import pLimit from 'p-limit';
import { getProxyForUrl } from 'proxy-from-env';
import type { Abandonment } from './abandonment';
import { GatewayAgent } from './agent';
import type { Connection } from './connection';
import { WireError } from './wireError';

/** Connections to one gateway at the same time. */
const MAX_CONNECTIONS = 100;

const pools = new Map<string, Pool>();

/** The kept-alive connections to one gateway, shared by all executions of this process. */
export class Pool {
	readonly agent: GatewayAgent;
	readonly #places = pLimit(MAX_CONNECTIONS);
	readonly #key: string;

	/** @param proxy as the environment has it; '' for none */
	constructor(
		connection: Connection,
		readonly proxy: string,
	) {
		this.#key = connection.key;
		this.agent = new GatewayAgent(connection, addressOf(proxy, connection));
		this.agent.onClose(() => {
			this.#dropIfUnused();
		});
	}

	/**
	 * Runs one exchange when there is a connection for it.
	 * @throws what `exchange` throws; an Error when it was abandoned before
	 */
	async run<Result>(abandonment: Abandonment, exchange: () => Promise<Result>): Promise<Result> {
		try {
			return await new Promise<Result>((resolve, reject) => {
				let hasBegun = false;
				abandonment.onAbandon(() => {
					if (!hasBegun) reject(new Error('Abandoned'));
				});
				this.#places(async () => {
					if (abandonment.isAbandoned) throw new Error('Abandoned');
					hasBegun = true;
					return await exchange();
				}).then(resolve, reject);
			});
		} finally {
			this.#dropIfUnused();
		}
	}

	#dropIfUnused(): void {
		const { activeCount, pendingCount } = this.#places;
		if (activeCount + pendingCount > 0 || this.agent.hasSockets) return;
		if (pools.get(this.#key) === this) pools.delete(this.#key);
	}
}

/**
 * Gives the pool of a connection: one per address and trust, and another one when the proxy changes.
 * Honours HTTPS_PROXY and NO_PROXY.
 * @throws WireError `proxy` when HTTPS_PROXY does not hold the address of an HTTP proxy
 */
export function poolFor(connection: Connection): Pool {
	const proxy = getProxyForUrl(connection.origin);
	const known = pools.get(connection.key);
	if (known?.proxy === proxy) return known;
	const pool = new Pool(connection, proxy);
	pools.set(connection.key, pool);
	return pool;
}

/** How many pools there are. */
export function poolCount(): number {
	return pools.size;
}

/** `host:port` of the proxy on the way to a gateway; undefined without one. */
export function proxyOf({ origin }: Connection): string | undefined {
	const proxy = getProxyForUrl(origin);
	return proxy === '' || !URL.canParse(proxy) ? undefined : new URL(proxy).host;
}

function addressOf(proxy: string, { origin }: Connection): URL | undefined {
	if (proxy === '') return undefined;
	const url = URL.canParse(proxy) ? new URL(proxy) : undefined;
	if (url !== undefined && /^https?:$/.test(url.protocol)) return url;
	throw new WireError(
		{ kind: 'proxy', origin, proxy: 'in HTTPS_PROXY', fault: { kind: 'address' } },
		false,
	);
}
