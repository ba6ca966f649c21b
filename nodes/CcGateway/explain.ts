import type { Failure, GatewayError } from './gateway/failure';
import { oneLine } from './gateway/redact';
import {
	ANSWERS,
	CHECK_ADDRESS,
	type Explanation,
	HTTP_ADVICE,
	NETWORK,
	REFUSALS,
	TRUST,
	TRY_AGAIN,
	UNKNOWN_REFUSAL,
} from './words';

/**
 * Puts a failure into words, after n8n's UX guide: fields in single quotes, the next step named.
 * @param error says also how often the request was sent
 */
export function explain({ failure, attempts }: GatewayError): Explanation {
	const { message, description } = wordsFor(failure);
	if (attempts <= 1) return { message, description };
	return { message, description: `${description} The request was tried ${attempts} times.` };
}

/**
 * The same for a request that was to change something: it says as well where nobody can tell whether
 * the gateway carried it out: this time, or when it was tried before.
 */
export function explainWrite(error: GatewayError): Explanation {
	const { message, description } = explain(error);
	if (error.attempts <= 1 && !mayBeCarriedOut(error.failure)) return { message, description };
	const more = error.failure.kind === 'timeout' ? ` ${MORE_TIME}` : '';
	return { message, description: `${MAYBE_STORED} ${description}${more}` };
}

/** A load balancer gives up with HTTP 502 or 504 while the gateway behind it goes on. */
function mayBeCarriedOut(failure: Failure): boolean {
	switch (failure.kind) {
		case 'timeout':
			return true;
		case 'unreachable':
			return failure.reason === 'reset';
		case 'http':
			return failure.status >= 500;
		case 'answer':
			return failure.what !== 'html' && failure.what !== 'notHttp';
		default:
			return false;
	}
}

const MAYBE_STORED = 'The call data may or may not have been stored.';
const MORE_TIME = "'Timeout (Seconds)' under Options allows the gateway more time.";

function wordsFor(failure: Failure): Explanation {
	switch (failure.kind) {
		case 'invalid':
			return failure;
		case 'refused':
			return refusal(failure.retcode, failure.gatewayMessage);
		case 'http':
			return {
				message: `HTTP status ${failure.status} came back instead of an answer of CC-Gateway`,
				description: `${HTTP_ADVICE[failure.status] ?? CHECK_ADDRESS}${quote('The answer starts with', failure.excerpt)}`,
			};
		case 'answer':
			return {
				message: `${ANSWERS[failure.what]} came back instead of an answer of CC-Gateway`,
				description: `${failure.what === 'truncated' ? TRY_AGAIN : CHECK_ADDRESS}${quote('The answer starts with', failure.excerpt)}`,
			};
		case 'unreachable':
			return {
				message: `${failure.origin} cannot be reached: ${NETWORK[failure.reason].message}`,
				description: NETWORK[failure.reason].description,
			};
		case 'timeout':
			return {
				message: `${failure.origin} did not answer within ${inSeconds(failure.timeoutMs)}`,
				description: TRY_AGAIN,
			};
		case 'untrusted':
			return {
				message: `${failure.origin} is not trusted: ${TRUST[failure.reason].message}${failure.validTo === undefined ? '' : ` on ${failure.validTo}`}`,
				description: TRUST[failure.reason].description,
			};
		case 'blocked':
			return {
				message: `The egress policy of this n8n does not allow ${failure.origin}`,
				description:
					'Ask the administrator of n8n to add the gateway to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
			};
	}
}

function refusal(retcode: string, gatewayMessage: string): Explanation {
	const known = Object.hasOwn(REFUSALS, retcode) ? REFUSALS[retcode] : undefined;
	const { message, description } = known ?? UNKNOWN_REFUSAL;
	return {
		message: `${message} (retcode ${retcode})`,
		description: `${description}${quote("The gateway's own message is", gatewayMessage)}`,
	};
}

function inSeconds(ms: number): string {
	return ms === 1000 ? '1 second' : `${ms / 1000} seconds`;
}

/** At most one line of somebody else's text, in quotes; nothing for none. */
function quote(introduction: string, text: string): string {
	const words = oneLine(text, 100);
	return words === '' ? '' : ` ${introduction} "${words}".`;
}
