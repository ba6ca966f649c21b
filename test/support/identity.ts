import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { ServerIdentity } from '../simulator/certificates';

const DAY_MS = 86_400_000;
const RSA = { name: 'RSASSA-PKCS1-v1_5', publicExponent: new Uint8Array([1, 0, 1]) };

/** Kinds of keys; OpenSSL takes the first one only, whatever its security level. */
const ALGORITHMS = {
	ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
	'rsa 768': { ...RSA, modulusLength: 768, hash: 'SHA-256' },
	'rsa with SHA-1': { ...RSA, modulusLength: 2048, hash: 'SHA-1' },
} as const;

/** One of the kinds of keys. */
export type KeyKind = keyof typeof ALGORITHMS;

/** Who has a certificate, and signs others. */
export interface Holder {
	readonly kind: KeyKind;
	readonly subject: string;
	readonly keys: webcrypto.CryptoKeyPair;
}

/** How a certificate is made. */
export interface CertificateOptions {
	/** Names and addresses (SAN); none by default, as at many gateways. */
	readonly names?: readonly string[];
	/** Who signs it; by default its holder. */
	readonly issuer?: Holder;
	/** Whether it is the certificate of a CA. */
	readonly isCa?: boolean;
	/** Whether it ended yesterday. */
	readonly isExpired?: boolean;
}

x509.cryptoProvider.set(webcrypto);

/** Makes a key pair with a name. */
export async function newHolder(kind: KeyKind = 'ec', subject = 'CN=192.0.2.1'): Promise<Holder> {
	const keys = await webcrypto.subtle.generateKey(ALGORITHMS[kind], true, ['sign', 'verify']);
	return { kind, subject, keys };
}

/** Makes a certificate; each one is another, also of the same holder. `ca` is the certificate itself. */
export async function certify(
	holder: Holder,
	{ names = [], issuer = holder, isCa = false, isExpired = false }: CertificateOptions = {},
): Promise<ServerIdentity> {
	const endMs = Date.now() + (isExpired ? -DAY_MS : DAY_MS);
	const certificate = await x509.X509CertificateGenerator.create({
		notBefore: new Date(endMs - 10 * DAY_MS),
		notAfter: new Date(endMs),
		subject: holder.subject,
		issuer: issuer.subject,
		publicKey: holder.keys.publicKey,
		signingKey: issuer.keys.privateKey,
		signingAlgorithm: ALGORITHMS[issuer.kind],
		extensions: [
			new x509.BasicConstraintsExtension(isCa, undefined, true),
			...(names.length > 0
				? [new x509.SubjectAlternativeNameExtension(names.map(generalName))]
				: []),
		],
	});
	const key = await webcrypto.subtle.exportKey('pkcs8', holder.keys.privateKey);
	const cert = certificate.toString('pem');
	return {
		key: x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag),
		cert,
		ca: cert,
	};
}

function generalName(value: string): { type: 'ip' | 'dns'; value: string } {
	return { type: isIP(value) === 0 ? 'dns' : 'ip', value };
}
