import { explain } from '../../nodes/CcGateway/explain';
import { type Failure, GatewayError } from '../../nodes/CcGateway/gateway/failure';
import { queryCallAppData, SETTING } from '../../nodes/CcGateway/gateway/request';
import type { ProxyFault } from '../../nodes/CcGateway/wire/wireError';
import { type Explanation, NETWORK, REFUSALS, TRUST } from '../../nodes/CcGateway/words';

const ORIGIN = 'https://gw.example.com:8043';
const PROXY = 'proxy.example.com:3128';
const DATE = 'Nov 20 07:48:00 2026 GMT';
const UNKNOWN_RETCODE = '999-999';
const FOREIGN = { contentType: 'text/html', bytes: 120 };
const TIMEOUT = { kind: 'timeout', origin: ORIGIN, timeoutMs: 10_000 } as const;

const REPLIES = ['empty', 'html', 'truncated', 'notJson', 'notObject', 'noRetcode'] as const;
const ANSWERS = ['tooLarge', 'notHttp', 'encoded'] as const;

/** Failures after which nobody can tell whether the gateway has carried out the request. */
const DOUBTFUL: readonly Failure[] = [
	{ kind: 'unreachable', origin: ORIGIN, reason: 'reset' },
	{ ...TIMEOUT, phase: 'sent' },
	...[500, 503].map(httpStatus),
	...REPLIES.map((what) => ({ kind: 'reply', what, ...FOREIGN }) as const),
	...ANSWERS.map((what) => ({ kind: 'answer', what }) as const),
];

const PROXY_FAULTS: readonly ProxyFault[] = [
	...keysOf(NETWORK).map((reason) => ({ kind: 'unreachable', reason }) as const),
	...keysOf(TRUST).map((reason) => ({ kind: 'untrusted', reason }) as const),
	...[403, 407].map((status) => ({ kind: 'status', status }) as const),
	{ kind: 'address' },
];

/** What the node says when it writes call data and fails on the way, by the part of the way. */
export function failureMessages(): Readonly<Record<string, Explanation[]>> {
	const retcodes = [...Object.keys(REFUSALS), UNKNOWN_RETCODE, ''];
	return {
		'Other executions are writing': written([{ kind: 'busy', timeoutMs: 10_000 }]),
		'The gateway refuses': written(
			retcodes.map((retcode) => ({ kind: 'refused', retcode, gatewayMessage: '' })),
		),
		'The gateway cannot be reached': written([
			...keysOf(NETWORK).map(
				(reason) => ({ kind: 'unreachable', origin: ORIGIN, reason }) as const,
			),
			{ ...TIMEOUT, phase: 'waiting' },
			{ ...TIMEOUT, phase: 'connecting' },
			{ kind: 'blocked', origin: ORIGIN },
		]),
		'The gateway is not trusted': written([
			...keysOf(TRUST).map((reason) => ({ kind: 'untrusted', origin: ORIGIN, reason }) as const),
			{ kind: 'untrusted', origin: ORIGIN, reason: 'expired', validTo: DATE },
		]),
		'A proxy on the way': written(
			PROXY_FAULTS.map((fault) => ({ kind: 'proxy', origin: ORIGIN, proxy: PROXY, fault })),
		),
		'Something else answers, and nothing is stored': written([404, 413, 429].map(httpStatus)),
		'There is no answer, or something else answers': written(DOUBTFUL, true),
		'The same for a read, such as the test of the credential': DOUBTFUL.map((failure) =>
			explain(new GatewayError(failure), queryCallAppData('')),
		),
	};
}

function written(failures: readonly Failure[], isInDoubt = false): Explanation[] {
	return failures.map((failure) =>
		explain(Object.assign(new GatewayError(failure), { isInDoubt }), SETTING),
	);
}

function httpStatus(status: number): Failure {
	return { kind: 'http', status, retryAfterMs: 0, ...FOREIGN };
}

function keysOf<Key extends string>(record: Readonly<Record<Key, unknown>>): Key[] {
	return Object.keys(record).filter((key): key is Key => key in record);
}
