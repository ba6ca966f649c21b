import type { Failure, GatewayError } from './gateway/failure';
import type { About } from './gateway/request';
import type { ProxyFault } from './wire/wireError';
import {
	ANSWERS,
	BUSY,
	CHECK_ADDRESS,
	type Explanation,
	EGRESS,
	HTTP_ADVICE,
	MAYBE_STORED,
	MORE_TIME,
	NETWORK,
	PROXY,
	refusalWords,
	TIMEOUT,
	TRUST,
	TRY_AGAIN,
} from './words';

/**
 * Puts a failure into words, after n8n's UX guide: fields in single quotes, the next step named. For
 * a write it says where nobody can tell whether the gateway has carried it out.
 * @param about the request that failed
 */
export function explain({ failure, attempts, isInDoubt }: GatewayError, about: About): Explanation {
	const { message, description } = wordsFor(failure, about.logName);
	const isDoubtful = isInDoubt && about.effect === 'write';
	const sentences = [
		isDoubtful ? MAYBE_STORED : '',
		description,
		isDoubtful && failure.kind === 'timeout' ? MORE_TIME : '',
		attempts > 1 ? `The request was sent ${attempts} times.` : '',
	];
	return { message, description: sentences.filter((sentence) => sentence !== '').join(' ') };
}

function wordsFor(failure: Failure, logName: string): Explanation {
	switch (failure.kind) {
		case 'invalid':
			return failure;
		case 'busy':
			return { ...BUSY, message: `${BUSY.message} for ${inSeconds(failure.timeoutMs)}` };
		case 'refused':
			return refusal(failure.retcode, failure.gatewayMessage, logName);
		case 'http':
			return foreign(`HTTP status ${failure.status}`, httpAdvice(failure.status), failure);
		case 'reply':
			return foreign(
				ANSWERS[failure.what],
				failure.what === 'truncated' ? TRY_AGAIN : CHECK_ADDRESS,
				failure,
			);
		case 'answer':
			return foreign(ANSWERS[failure.what], CHECK_ADDRESS);
		case 'unreachable':
			return {
				message: `${failure.origin} cannot be reached: ${NETWORK[failure.reason].message}`,
				description: NETWORK[failure.reason].description,
			};
		case 'timeout': {
			const { message, description } = TIMEOUT[failure.phase];
			return {
				message: `${failure.origin} ${message} ${inSeconds(failure.timeoutMs)}`,
				description,
			};
		}
		case 'untrusted':
			return {
				message: `${failure.origin} is not trusted: ${TRUST[failure.reason].message}${failure.validTo === undefined ? '' : ` on ${failure.validTo}`}`,
				description: TRUST[failure.reason].description,
			};
		case 'proxy':
			return proxy(failure.proxy, failure.origin, failure.fault);
		case 'blocked':
			return { message: `${EGRESS.message} ${failure.origin}`, description: EGRESS.description };
	}
}

function refusal(retcode: string, gatewayMessage: string, logName: string): Explanation {
	const { message, description } = refusalWords(retcode, logName);
	return {
		message: `${message} (${retcode === '' ? 'with a retcode that no gateway gives' : `retcode ${retcode}`})`,
		description:
			gatewayMessage === ''
				? description
				: `${description} The gateway's own message is "${oneLine(gatewayMessage)}".`,
	};
}

/** Of an answer that is not the gateway's nothing is quoted. */
function foreign(
	what: string,
	advice: string,
	answer?: { readonly contentType: string; readonly bytes: number },
): Explanation {
	const seen =
		answer && ` It has ${answer.bytes} bytes${answer.contentType && ` of ${answer.contentType}`}.`;
	return {
		message: `${what} came back instead of an answer of CC-Gateway`,
		description: `${advice}${seen ?? ''}`,
	};
}

function httpAdvice(status: number): string {
	return HTTP_ADVICE[status] ?? CHECK_ADDRESS;
}

function proxy(name: string, origin: string, fault: ProxyFault): Explanation {
	switch (fault.kind) {
		case 'address':
			return PROXY.address;
		case 'unreachable':
			return {
				message: `The proxy ${name} cannot be reached: ${NETWORK[fault.reason].message}`,
				description: PROXY.unreachable,
			};
		case 'untrusted':
			return {
				message: `The proxy ${name} is not trusted: ${TRUST[fault.reason].message}`,
				description: PROXY.untrusted,
			};
		case 'status':
			return {
				message: `The proxy ${name} does not connect to ${origin}: HTTP status ${fault.status}`,
				description: fault.status === 407 ? PROXY.password : PROXY.refused,
			};
	}
}

function inSeconds(ms: number): string {
	return ms === 1000 ? '1 second' : `${ms / 1000} seconds`;
}

/** Without control and direction marks. */
function oneLine(text: string): string {
	return text.replace(/[\s\p{C}]+/gu, ' ').trim();
}
