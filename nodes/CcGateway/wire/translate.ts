import { EGRESS_BLOCKED } from './egress';
import { HandshakeError } from './handshake';
import { faultOf, textOf } from './networkFault';
import { ProxyError } from './tunnel';
import { type Phase, WireError, type WireFailure } from './wireError';

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
	if (error instanceof HandshakeError) return new WireError(handshakeFailure(error, origin), false);
	const wasSent = phase === 'sent';
	if (textOf(error, 'code').startsWith('HPE_')) {
		return new WireError({ kind: 'answer', what: 'notHttp' }, wasSent);
	}
	const fault = faultOf(error);
	if (fault.kind === 'unreachable') {
		const wasIdle = isReused && fault.reason === 'reset';
		return new WireError({ ...fault, origin }, wasSent, wasIdle);
	}
	// In TLS 1.3 the server asks for a certificate when the request is on its way already.
	if (fault.reason === 'clientCertificate' && !isReused) {
		return new WireError({ ...fault, origin }, false);
	}
	return new WireError({ kind: 'unreachable', origin, reason: 'reset' }, wasSent);
}

function handshakeFailure(
	{ cause, validTo, isAgreed }: HandshakeError,
	origin: string,
): WireFailure {
	if (textOf(cause, 'code') === EGRESS_BLOCKED) return { kind: 'blocked', origin };
	const fault = faultOf(cause);
	if (fault.kind === 'unreachable') return { ...fault, origin };
	const { kind, reason } = fault;
	// Some servers have no other word for a certificate that the client did not show (TLS 1.2).
	if (reason === 'handshake' && isAgreed) return { kind, origin, reason: 'clientCertificate' };
	// It may be the CA that has expired, and the end of the server's certificate lies ahead.
	const isPast = validTo !== undefined && Date.parse(validTo) < Date.now();
	return { kind, origin, reason, ...(reason === 'expired' && isPast && { validTo }) };
}
