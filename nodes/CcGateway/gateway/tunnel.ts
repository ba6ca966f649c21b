import { type ClientRequest, request as requestOverHttp } from 'node:http';
import {
	Agent,
	type AgentOptions,
	request as requestOverHttps,
	type RequestOptions,
} from 'node:https';
import { isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';

/** Start of the code of the error when a proxy refuses; its HTTP status follows. */
export const PROXY_STATUS = 'PROXY_STATUS_';

/** How long a proxy may take to connect. */
const CONNECT_MS = 5000;

/**
 * An `https.Agent` whose connections lead through a proxy (CONNECT, RFC 9110, section 9.3.6) and are
 * pooled as others are. Own code: axios's tunnels are not pooled, and https-proxy-agent drops the
 * idle limit and the status of a refusal, and lets a malformed password end the process.
 */
export class TunnelAgent extends Agent {
	/** @param options of the pool, and of TLS with the server at the other end of the tunnel */
	constructor(
		private readonly proxy: URL,
		options: AgentOptions,
	) {
		super(options);
	}

	/** Called by Node.js for each new connection. */
	override createConnection(
		options: RequestOptions,
		callback: (error: Error | null, stream?: Duplex) => void,
	): undefined {
		connectRequest(this.proxy, authorityOf(options))
			.on('error', callback)
			.on('connect', ({ statusCode = 0 }, tunnel) => {
				if (statusCode !== 200) {
					tunnel.destroy();
					callback(withCode(`${PROXY_STATUS}${statusCode}`));
					return;
				}
				tunnel.setTimeout(0);
				const throughTunnel: RequestOptions & { socket: Duplex } = { ...options, socket: tunnel };
				callback(null, super.createConnection(throughTunnel) ?? undefined);
			})
			.end();
	}
}

function connectRequest(proxy: URL, authority: string): ClientRequest {
	const request = proxy.protocol === 'https:' ? requestOverHttps : requestOverHttp;
	const connect = request({
		method: 'CONNECT',
		host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
		port: proxy.port,
		path: authority,
		headers: { Host: authority, ...authorization(proxy) },
		agent: false,
		timeout: CONNECT_MS,
	});
	return connect.on('timeout', () => {
		connect.destroy(withCode('ETIMEDOUT'));
	});
}

function authorization({ username, password }: URL): { 'Proxy-Authorization'?: string } {
	if (username === '') return {};
	const credentials = Buffer.from(`${decode(username)}:${decode(password)}`);
	return { 'Proxy-Authorization': `Basic ${credentials.toString('base64')}` };
}

/** A percent sign that encodes nothing stands for itself. */
function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

function authorityOf({ host, port }: RequestOptions): string {
	const name = String(host);
	return `${isIPv6(name) ? `[${name}]` : name}:${String(port)}`;
}

function withCode(code: string): Error {
	return Object.assign(new Error(code), { code });
}
