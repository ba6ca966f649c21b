import { type AgentOptions } from 'node:https';
import { isIP } from 'node:net';
import { checkServerIdentity, type TLSSocket } from 'node:tls';
import type { Abandonment } from './abandonment';
import type { Connection } from './connection';

/** A connection broke, or was refused, before TLS was set up. */
export class HandshakeError extends Error {
	override readonly name = 'HandshakeError';

	/**
	 * @param cause what Node.js or OpenSSL threw
	 * @param validTo when the certificate of the server ends; Node.js refuses an expired one without it
	 * @param isAgreed whether both sides had agreed on keys already
	 */
	constructor(
		override readonly cause: unknown,
		readonly validTo: string | undefined,
		readonly isAgreed: boolean,
	) {
		super('The connection was not set up');
	}
}

/**
 * Waits until TLS is set up.
 * @param abandonment closes the connection when nobody waits for it any more
 * @throws HandshakeError
 */
export async function secured(socket: TLSSocket, abandonment: Abandonment): Promise<TLSSocket> {
	let validTo: string | undefined;
	let isAgreed = false;
	socket.prependListener('secure', () => {
		validTo = socket.getPeerCertificate().valid_to;
	});
	socket.once('keylog', () => {
		isAgreed = true;
	});
	abandonment.onAbandon(() => {
		socket.destroy();
	});
	try {
		await new Promise<void>((resolve, reject) => {
			socket.once('secureConnect', resolve).on('error', reject);
			socket.once('close', () => {
				reject(Object.assign(new Error('Closed'), { code: 'ECONNRESET' }));
			});
		});
	} catch (error) {
		throw new HandshakeError(error, validTo, isAgreed);
	}
	return socket;
}

/** In a tunnel Node.js does not know whom the certificate is for, so the check names it. */
export function tlsOptions({ ca, pinned, ignoreSslIssues, serverName }: Connection): AgentOptions {
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
