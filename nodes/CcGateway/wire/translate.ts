import { EGRESS_BLOCKED } from './egress';
import { faultOf, textOf } from './networkFault';
import { ProxyError } from './tunnel';
import { type Phase, type TrustFault, WireError } from './wireError';

/** Where an exchange broke. */
export interface Place {
	readonly origin: string;
	/** `host:port` of the proxy on the way, if there is one. */
	readonly proxy: string | undefined;
	readonly phase: Phase;
	/** Whether the connection had been idle before. */
	readonly isReused: boolean;
}

/** Boils down whatever broke an exchange to a WireError. */
export function wireErrorOf(error: unknown, place: Place): WireError {
	if (error instanceof WireError) return error;
	const { origin, proxy = '', phase, isReused } = place;
	if (error instanceof ProxyError) {
		return new WireError({ kind: 'proxy', origin, proxy, fault: error.fault }, false);
	}
	const code = textOf(error, 'code');
	if (code === EGRESS_BLOCKED) return new WireError({ kind: 'blocked', origin }, false);
	const wasSent = phase === 'sent';
	if (code.startsWith('HPE_')) return new WireError({ kind: 'answer', what: 'notHttp' }, wasSent);
	const fault = faultOf(error);
	if (fault.kind === 'untrusted') {
		const { reason } = fault;
		// In TLS 1.3 the server asks for a certificate when the request is on its way already.
		if (!wasSent || (reason === 'clientCertificate' && !isReused)) {
			return new WireError({ kind: 'untrusted', origin, reason, ...dateOf(error, reason) }, false);
		}
		return new WireError({ kind: 'unreachable', origin, reason: 'reset' }, true);
	}
	const { reason } = fault;
	const wasIdle = wasSent && isReused && reason === 'reset';
	return new WireError({ kind: 'unreachable', origin, reason }, wasSent, wasIdle);
}

/** It may be the CA that has expired, and the server's own date lies ahead. */
function dateOf(error: unknown, reason: TrustFault): { validTo?: string } {
	if (reason !== 'expired' || typeof error !== 'object' || error === null) return {};
	const validTo: unknown = Reflect.get(error, 'validTo');
	const isPast = typeof validTo === 'string' && Date.parse(validTo) < Date.now();
	return isPast ? { validTo } : {};
}
