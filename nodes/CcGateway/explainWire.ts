import type { Failure } from './gateway/failure';
import {
	CERTIFICATE_FAULTS,
	EGRESS,
	type Explanation,
	NETWORK,
	PROXY,
	PROXY_TRUST,
	TIMEOUT,
	TRUST,
} from './words';
import type { NetworkFault, ProxyFault, TrustFault, WireFailure } from './wire/wireError';

/** A failure before there was an answer, whole or not. */
type OnTheWay = Exclude<WireFailure, { readonly kind: 'answer' }>;

/** Whether a failure came before there was an answer; it does not tell whether anything was stored. */
export function isWireFailure({ kind }: Failure): boolean {
	return ['unreachable', 'timeout', 'untrusted', 'proxy', 'blocked'].includes(kind);
}

/** Puts into words why a request came to nothing on the way. */
export function explainWire(failure: OnTheWay): Explanation {
	switch (failure.kind) {
		case 'unreachable': {
			const { origin, reason } = failure;
			return { message: unreachable(origin, reason), description: NETWORK[reason].description };
		}
		case 'timeout': {
			const { message, description } = TIMEOUT[failure.phase];
			const limit = inSeconds(failure.timeoutMs);
			return { message: `${failure.origin} ${message} ${limit}`, description };
		}
		case 'untrusted': {
			const { origin, reason, validTo } = failure;
			const { message, description } = TRUST[reason];
			const fault = validTo === undefined ? message : `its certificate expired on ${validTo}`;
			return { message: untrusted(origin, reason, fault), description };
		}
		case 'proxy':
			return explainProxy(failure.proxy, failure.origin, failure.fault);
		case 'blocked':
			return { message: `${EGRESS.message} ${failure.origin}`, description: EGRESS.description };
	}
}

/** E.g. "1 second" or "2.5 seconds". */
export function inSeconds(ms: number): string {
	return ms === 1000 ? '1 second' : `${ms / 1000} seconds`;
}

function explainProxy(address: string, origin: string, fault: ProxyFault): Explanation {
	const proxy = `the proxy ${address}`;
	switch (fault.kind) {
		case 'address':
			return PROXY.address;
		case 'unreachable':
			return {
				message: capitalized(unreachable(proxy, fault.reason)),
				description: PROXY.unreachable,
			};
		case 'untrusted':
			return {
				message: capitalized(untrusted(proxy, fault.reason, TRUST[fault.reason].message)),
				description: PROXY_TRUST[fault.reason] ?? PROXY.untrusted,
			};
		case 'status':
			return {
				message: `The proxy ${address} does not connect to ${origin}: HTTP status ${fault.status}`,
				description: fault.status === 407 ? PROXY.password : PROXY.refused,
			};
	}
}

function unreachable(server: string, reason: NetworkFault): string {
	const { message } = NETWORK[reason];
	return reason === 'reset'
		? `The connection to ${server} ${message}`
		: `${server} cannot be reached: ${message}`;
}

function untrusted(server: string, reason: TrustFault, fault: string): string {
	return CERTIFICATE_FAULTS.includes(reason)
		? `${server} is not trusted: ${fault}`
		: `There is no secure connection to ${server}: ${fault}`;
}

function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
