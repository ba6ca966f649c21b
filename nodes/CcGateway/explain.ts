import { explainWire, inSeconds, isWireFailure } from './explainWire';
import type { Failure, Foreign, GatewayError } from './gateway/failure';
import type { About } from './gateway/request';
import {
	ANSWER_ADVICE,
	ANSWERS,
	BUSY,
	CHECK_ADDRESS,
	type Explanation,
	HTTP_ADVICE,
	MAY_COME_LATE,
	MAYBE_STORED,
	NOT_STORED,
	ONLY_WITH_CALL_ID,
	refusalWords,
	TRY_AGAIN,
	UNKNOWN_RETCODE,
} from './words';

/**
 * Puts a failure into words, after n8n's UX guide: fields in single quotes, the next step named. For
 * a write it says whether the gateway may have carried it out.
 * @param about the request that failed
 */
export function explain(error: GatewayError, about: About): Explanation {
	const { failure, attempts } = error;
	const { message, description } = wordsFor(failure, about.logName);
	const sentences = [
		...(about.effect === 'write' ? aroundAdvice(error, description) : [description]),
		attempts > 1 ? `There were ${attempts} attempts.` : '',
	];
	return { message, description: sentences.filter((sentence) => sentence !== '').join(' ') };
}

/** What has become of the call data stands around the advice for the failure itself. */
function aroundAdvice({ failure, isInDoubt }: GatewayError, advice: string): string[] {
	if (!isInDoubt) return [isWireFailure(failure) ? NOT_STORED : '', advice];
	return [
		MAYBE_STORED,
		advice.replace(TRY_AGAIN, '').trim(),
		failure.kind === 'timeout' ? MAY_COME_LATE : '',
		ONLY_WITH_CALL_ID,
	];
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
			return foreign(
				`HTTP status ${failure.status}`,
				(HTTP_ADVICE[failure.status] ?? CHECK_ADDRESS) + waitAsked(failure.retryAfterMs),
				failure,
			);
		case 'reply':
			return foreign(ANSWERS[failure.what], ANSWER_ADVICE[failure.what] ?? CHECK_ADDRESS, failure);
		case 'answer':
			return foreign(ANSWERS[failure.what], ANSWER_ADVICE[failure.what] ?? CHECK_ADDRESS);
		default:
			return explainWire(failure);
	}
}

function refusal(retcode: string, gatewayMessage: string, logName: string): Explanation {
	const { message, description } = refusalWords(retcode, logName);
	return {
		message: retcode === '' ? UNKNOWN_RETCODE : `${message} (retcode ${retcode})`,
		description:
			gatewayMessage === ''
				? description
				: `${description} The gateway's own message is "${oneLine(gatewayMessage)}".`,
	};
}

/** Of an answer that is not the gateway's nothing is quoted. */
function foreign(what: string, advice: string, answer?: Foreign): Explanation {
	return {
		message: `${what} came back instead of an answer of CC-Gateway`,
		description: `${advice}${answer === undefined ? '' : seen(answer)}`,
	};
}

function seen({ bytes, contentType }: Foreign): string {
	if (bytes === 0) return '';
	const length = bytes === 1 ? '1 byte' : `${bytes} bytes`;
	return ` What came back is ${length} long${contentType && ` and of the type ${contentType}`}.`;
}

function waitAsked(retryAfterMs: number): string {
	if (retryAfterMs === 0) return '';
	return ` The server asks to wait ${inSeconds(1000 * Math.ceil(retryAfterMs / 1000))}.`;
}

/** Without control and direction marks. */
function oneLine(text: string): string {
	return text.replace(/[\s\p{C}]+/gu, ' ').trim();
}
