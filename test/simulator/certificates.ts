import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import type { CertificateKind, Settings } from './settings';

const DAY_MS = 86_400_000;
const ALGORITHMS = {
	ec: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
	rsa: {
		name: 'RSASSA-PKCS1-v1_5',
		modulusLength: 2048,
		publicExponent: new Uint8Array([1, 0, 1]),
		hash: 'SHA-256',
	},
};

/** The only name in a certificate of the kind `wrongName`. */
export const OTHER_NAME = 'gateway.example.com';

/** A server's key and certificate, with the PEM that a client has to trust for them. */
export interface ServerIdentity {
	readonly key: string;
	readonly cert: string;
	/** The CA's certificate; for `selfSigned` the server certificate itself. */
	readonly ca: string;
}

/** A certification authority of one's own. */
export interface Authority {
	/** Makes a server certificate of the kind, valid for a year (`expired`: until yesterday). */
	issue(kind: CertificateKind): Promise<ServerIdentity>;
}

x509.cryptoProvider.set(webcrypto);

/** Makes a CA, in memory only. Two authorities do not know each other: "unknown CA" is another one. */
export async function createAuthority({
	keyType,
	certificateNames,
}: Pick<Settings, 'keyType' | 'certificateNames'>): Promise<Authority> {
	const signingAlgorithm = ALGORITHMS[keyType];
	const newKeys = (): Promise<webcrypto.CryptoKeyPair> =>
		webcrypto.subtle.generateKey(signingAlgorithm, true, ['sign', 'verify']);
	const caKeys = await newKeys();
	const caCertificate = await x509.X509CertificateGenerator.createSelfSigned({
		...validity(false),
		name: 'CN=CC-Gateway simulator CA',
		signingAlgorithm,
		keys: caKeys,
		extensions: [
			new x509.BasicConstraintsExtension(true, 0, true),
			new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
			await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
		],
	});

	return {
		async issue(kind) {
			const isSelfSigned = kind === 'selfSigned';
			const keys = await newKeys();
			const subject = 'CN=CC-Gateway simulator';
			const certificate = await x509.X509CertificateGenerator.create({
				...validity(kind === 'expired'),
				subject,
				issuer: isSelfSigned ? subject : caCertificate.subject,
				signingAlgorithm,
				publicKey: keys.publicKey,
				signingKey: (isSelfSigned ? keys : caKeys).privateKey,
				extensions: [
					new x509.BasicConstraintsExtension(false, undefined, true),
					new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
					new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
					new x509.SubjectAlternativeNameExtension(
						kind === 'wrongName'
							? [{ type: 'dns', value: OTHER_NAME }]
							: ['localhost', '127.0.0.1', '::1', ...certificateNames].map(generalName),
					),
					await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
					await x509.AuthorityKeyIdentifierExtension.create(
						isSelfSigned ? keys.publicKey : caKeys.publicKey,
					),
				],
			});
			const key = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
			const cert = certificate.toString('pem');
			return {
				key: x509.PemConverter.encode(key, x509.PemConverter.PrivateKeyTag),
				cert,
				ca: isSelfSigned ? cert : caCertificate.toString('pem'),
			};
		},
	};
}

function validity(isExpired: boolean): { notBefore: Date; notAfter: Date } {
	const nowMs = Date.now();
	return isExpired
		? { notBefore: new Date(nowMs - 365 * DAY_MS), notAfter: new Date(nowMs - DAY_MS) }
		: { notBefore: new Date(nowMs - DAY_MS), notAfter: new Date(nowMs + 365 * DAY_MS) };
}

function generalName(value: string): { type: 'ip' | 'dns'; value: string } {
	return { type: isIP(value) === 0 ? 'dns' : 'ip', value };
}
