import { type ClientRequest, request as requestOverHttp } from 'node:http';
import { request as requestOverHttps } from 'node:https';
import { isIP, isIPv6 } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Abandonment } from './abandonment';
import { faultOf } from './networkFault';
import type { ProxyFault } from './wireError';

/** What went wrong with a proxy before there was a way to the gateway. */
export class ProxyError extends Error {
	override readonly name = 'ProxyError';

	constructor(readonly fault: ProxyFault) {
		super(fault.kind);
	}
}

/**
 * Opens a way through a proxy (CONNECT, RFC 9110, section 9.3.6). Own code: https-proxy-agent drops
 * the status of a refusal, and lets a malformed password end the process.
 * @param abandonment closes the connection to the proxy when nobody waits for the tunnel any more
 * @throws ProxyError
 */
export async function openTunnel(
	proxy: URL,
	host: string,
	port: number,
	abandonment: Abandonment,
): Promise<Duplex> {
	const authority = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
	return await new Promise((resolve, reject) => {
		const request = connectRequest(proxy, authority);
		abandonment.onAbandon(() => {
			request.destroy();
		});
		request
			.on('error', (error) => {
				reject(new ProxyError(faultOf(error)));
			})
			.on('connect', ({ statusCode: status = 0 }, tunnel: Duplex) => {
				if (status >= 200 && status < 300) {
					resolve(tunnel);
					return;
				}
				tunnel.destroy();
				reject(new ProxyError({ kind: 'status', status }));
			})
			.end();
	});
}

function connectRequest(proxy: URL, authority: string): ClientRequest {
	const request = proxy.protocol === 'https:' ? requestOverHttps : requestOverHttp;
	const host = proxy.hostname.replace(/^\[(.*)\]$/, '$1');
	return request({
		method: 'CONNECT',
		host,
		port: proxy.port,
		// Otherwise the certificate would have to be for the name in the header Host, the gateway's.
		servername: isIP(host) === 0 ? host : '',
		path: authority,
		headers: { Host: authority, ...authorization(proxy) },
		agent: false,
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
