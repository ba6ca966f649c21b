import { explainWrite } from '../../nodes/CcGateway/explain';
import { type Failure, GatewayError } from '../../nodes/CcGateway/gateway/failure';
import { ANSWERS, type Explanation, NETWORK, REFUSALS, TRUST } from '../../nodes/CcGateway/words';

const ORIGIN = 'https://gw.example.com:8043';
const DATE = 'Nov 20 07:48:00 2026 GMT';
const UNKNOWN_RETCODE = '999-999';
const STATUSES = [404, 407, 503];

/** What the node says about everything that can go wrong on the way, by the part of the way. */
export function failureMessages(): Readonly<Record<string, Explanation[]>> {
	return {
		'The gateway refuses': explainAll(
			[...Object.keys(REFUSALS), UNKNOWN_RETCODE].map((retcode) => ({
				kind: 'refused',
				retcode,
				gatewayMessage: '',
			})),
		),
		'The gateway cannot be reached': explainAll([
			...keysOf(NETWORK).map(
				(reason) => ({ kind: 'unreachable', origin: ORIGIN, reason }) as const,
			),
			{ kind: 'timeout', origin: ORIGIN, timeoutMs: 10_000 },
			{ kind: 'blocked', origin: ORIGIN },
		]),
		'The gateway is not trusted': explainAll(
			keysOf(TRUST).map((reason) => ({
				kind: 'untrusted',
				origin: ORIGIN,
				reason,
				...(reason === 'expired' && { validTo: DATE }),
			})),
		),
		'Something else answers': explainAll([
			...STATUSES.map((status) => ({ kind: 'http', status, excerpt: '' }) as const),
			...keysOf(ANSWERS).map((what) => ({ kind: 'answer', what, excerpt: '' }) as const),
		]),
	};
}

function explainAll(failures: readonly Failure[]): Explanation[] {
	return failures.map((failure) => explainWrite(new GatewayError(failure)));
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
	return Object.keys(record).filter((key): key is Key => key in record);
}
