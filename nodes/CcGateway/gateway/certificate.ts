import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { getProxyForUrl } from 'proxy-from-env';
import type { Connection } from './connection';
import { invalid } from './failure';
import { parseText } from './input';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** How long a look at a certificate may take; only its date in a message depends on it. */
const PROBE_MS = 2000;

/** What has been read already, by the text of the field: reading takes longer than a request. */
const certificates = new Map<string, string>();

/**
 * Reads the field CA Certificate.
 * @returns one or more certificates as PEM; '' for an empty field
 * @throws GatewayError `invalid` for text that is no PEM certificate
 */
export function parseCertificates(value: unknown): string {
	const text = parseText(value, 'CA Certificate');
	const known = certificates.get(text);
	if (known !== undefined || text === '') return known ?? '';
	const blocks = text.split(BEGIN).slice(1).map(parseCertificate);
	if (blocks.length === 0) {
		throw invalid(
			"'CA Certificate' holds no PEM certificate",
			'Paste the whole text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
		);
	}
	const pem = blocks.join('');
	certificates.set(text, pem);
	return pem;
}

/** In a field of one line the line breaks have become spaces or "\n". */
function parseCertificate(block: string): string {
	const [body = '', rest] = block.split(END, 2);
	try {
		if (rest === undefined) throw new Error('It has no end');
		return new X509Certificate(Buffer.from(body.replace(/\\n|\s/g, ''), 'base64')).toString();
	} catch {
		throw invalid(
			"'CA Certificate' holds a certificate that cannot be read",
			'It may have been cut off. Copy the PEM file again and paste all of it.',
		);
	}
}

/**
 * Looks up until when a server's certificate is valid: Node.js refuses an expired one without
 * telling. Nothing is sent on this connection, and none is made around a proxy.
 * @returns e.g. "Nov 20 07:48:00 2026 GMT"; undefined when the server does not show a certificate
 */
export async function lookUpValidTo({
	host,
	port,
	origin,
	serverName,
}: Pick<Connection, 'host' | 'port' | 'origin' | 'serverName'>): Promise<string | undefined> {
	if (getProxyForUrl(origin) !== '') return undefined;
	const servername = isIP(serverName) === 0 ? serverName : '';
	const options = { host, port, servername, rejectUnauthorized: false, timeout: PROBE_MS };
	return await new Promise((resolve) => {
		const socket = connect(options, () => {
			const validTo = socket.getPeerX509Certificate()?.validTo ?? '';
			// It may be the CA that has expired, and the server's own date lies ahead.
			resolve(Date.parse(validTo) < Date.now() ? validTo : undefined);
			socket.destroy();
		});
		const giveUp = (): void => {
			resolve(undefined);
			socket.destroy();
		};
		socket.on('error', giveUp).on('timeout', giveUp);
	});
}
