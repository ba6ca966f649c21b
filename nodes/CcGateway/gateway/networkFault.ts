import { isAxiosError } from 'axios';
import { EGRESS_BLOCKED } from './egress';
import type { Failure, NetworkFault, TrustFault } from './failure';
import { PROXY_STATUS } from './tunnel';

/**
 * Tells from what Node.js, OpenSSL or axios threw why an exchange broke.
 * Codes: https://nodejs.org/api/errors.html and https://nodejs.org/api/tls.html#x509-certificate-error-codes
 * @param origin the way to the gateway, as the message names it
 * @throws what it got, when that tells nothing of a network
 */
export function failureOf(error: unknown, origin: string): Failure {
	const { code, message } = parseSystemError(error);
	const trust = TRUST_FAULTS[code] ?? tlsFault(code, message);
	if (trust !== undefined) return { kind: 'untrusted', origin, reason: trust };
	if (code === EGRESS_BLOCKED) return { kind: 'blocked', origin };
	if (code.startsWith(PROXY_STATUS)) {
		return { kind: 'http', status: Number(code.slice(PROXY_STATUS.length)), excerpt: '' };
	}
	if (code.startsWith('HPE_')) return { kind: 'answer', what: 'notHttp', excerpt: '' };
	if (message.startsWith('maxContentLength')) {
		return { kind: 'answer', what: 'tooLarge', excerpt: '' };
	}
	if (/^(Z_|ZSTD_|ERR__ERROR_)/.test(code)) return { kind: 'answer', what: 'notJson', excerpt: '' };
	return { kind: 'unreachable', origin, reason: NETWORK_FAULTS[code] ?? brokenOff(message) };
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

function tlsFault(code: string, message: string): TrustFault | undefined {
	if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
	if (/wrong.version.number|packet.length.too.long|http.request/i.test(code + message)) {
		return 'notTls';
	}
	return /protocol/i.test(code.replace('EPROTO', '') + message) ? 'tlsVersion' : 'other';
}

/** axios has no code of its own for an answer that broke off. */
function brokenOff(message: string): NetworkFault {
	return message.endsWith('aborted') ? 'reset' : 'other';
}

/** An error of axios is never thrown on, with or without a code: it holds what was sent. */
function parseSystemError(error: unknown): { readonly code: string; readonly message: string } {
	const isObject = typeof error === 'object' && error !== null;
	const code = isObject && 'code' in error ? error.code : undefined;
	const message = isObject && 'message' in error ? error.message : '';
	if (typeof code !== 'string' && !isAxiosError(error)) throw error;
	return { code: String(code), message: String(message) };
}
