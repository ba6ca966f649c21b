import type { NetworkFault, TrustFault } from './wireError';

/** What Node.js or OpenSSL threw, boiled down: the connection is not trusted, or it broke. */
export type Fault =
	| { readonly kind: 'untrusted'; readonly reason: TrustFault }
	| { readonly kind: 'unreachable'; readonly reason: NetworkFault };

/**
 * Tells from an error of Node.js or OpenSSL what is wrong with a connection.
 * Codes: https://nodejs.org/api/errors.html and https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
export function faultOf(error: unknown): Fault {
	const code = textOf(error, 'code');
	const trust = TRUST_FAULTS[code] ?? tlsFault(code, textOf(error, 'message'));
	if (trust !== undefined) return { kind: 'untrusted', reason: trust };
	return { kind: 'unreachable', reason: NETWORK_FAULTS[code] ?? 'other' };
}

/** Reads a property of an error that should be text; '' where it is none. */
export function textOf(error: unknown, property: 'code' | 'message'): string {
	if (typeof error !== 'object' || error === null) return '';
	const value: unknown = Reflect.get(error, property);
	return typeof value === 'string' ? value : '';
}

const TRUST_FAULTS: Readonly<Record<string, TrustFault>> = {
	DEPTH_ZERO_SELF_SIGNED_CERT: 'selfSigned',
	SELF_SIGNED_CERT_IN_CHAIN: 'unknownCa',
	UNABLE_TO_GET_ISSUER_CERT: 'unknownCa',
	UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknownCa',
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'unknownCa',
	CERT_UNTRUSTED: 'unknownCa',
	CERT_SIGNATURE_FAILURE: 'unknownCa',
	ERR_TLS_CERT_ALTNAME_INVALID: 'wrongName',
	CERT_HAS_EXPIRED: 'expired',
	CERT_NOT_YET_VALID: 'notYetValid',
	CERT_REVOKED: 'other',
	INVALID_CA: 'other',
	INVALID_PURPOSE: 'other',
	CERT_REJECTED: 'other',
	CERT_CHAIN_TOO_LONG: 'other',
};

const NETWORK_FAULTS: Readonly<Record<string, NetworkFault>> = {
	ECONNREFUSED: 'refused',
	ECONNRESET: 'reset',
	EPIPE: 'reset',
	ECONNABORTED: 'reset',
	ETIMEDOUT: 'noAnswer',
	ENOTFOUND: 'noName',
	EAI_AGAIN: 'nameNotReady',
	EHOSTUNREACH: 'noRoute',
	ENETUNREACH: 'noRoute',
	EADDRNOTAVAIL: 'noRoute',
};

/** OpenSSL's reasons, the first that fits; alerts come from the server. */
const TLS_FAULTS: readonly (readonly [RegExp, TrustFault])[] = [
	[/wrong.version.number|packet.length.too.long|http.request/i, 'notTls'],
	[/key.too.small|too.weak|bad.dh.value/i, 'weakKey'],
	[/certificate.required|alert.bad.certificate|alert.no.certificate/i, 'clientCertificate'],
	[/handshake.failure/i, 'handshake'],
	[/(?<!application.)protocol/i, 'tlsVersion'],
];

function tlsFault(code: string, message: string): TrustFault | undefined {
	if (!/^(EPROTO$|ERR_SSL_|UNSPECIFIED$)/.test(code)) return undefined;
	const text = code.replace('EPROTO', '') + message;
	return TLS_FAULTS.find(([pattern]) => pattern.test(text))?.[1] ?? 'other';
}
