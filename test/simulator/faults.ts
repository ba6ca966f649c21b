import { amount, type Fields, isFields, oneOf, optionalTexts, text } from './parse';

/** Faults that are an HTTP answer, complete but wrong; see `answerFaults.ts`. */
export type AnswerFault =
	/** An HTML page, status 200 unless told; not processed. */
	| { readonly kind: 'html'; readonly status?: number; readonly text?: string }
	/** An HTTP status with a short text; with `retryAfter` it names so many seconds; not processed. */
	| { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number }
	/** HTTP 200 with this retcode, string or number; processed only for "0" and 0. */
	| { readonly kind: 'retcode'; readonly retcode: string | number; readonly message?: string }
	/** Processed; the answer lacks its retcode. */
	| { readonly kind: 'missingRetcode' }
	/** Processed; the answer's body is this text, default `OK`. */
	| { readonly kind: 'notJson'; readonly body?: string }
	/** Processed; HTTP 200 without a body. */
	| { readonly kind: 'emptyBody' }
	/** A redirect, status 302 unless told; not processed. */
	| { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
	/** An answer that repeats call data (as sent and decoded), Guid and cookie; not processed. */
	| { readonly kind: 'echo'; readonly as?: 'json' | 'html'; readonly retcode?: string };

/** Faults of time and connection; see `wireFaults.ts`. */
export type WireFault =
	/** Processed at once (`stored: 'last'`: after the wait), answered `ms` later. */
	| { readonly kind: 'delay'; readonly ms: number; readonly stored?: 'first' | 'last' }
	/** The connection is reset (TCP RST); not processed. */
	| { readonly kind: 'resetBefore' }
	/** Processed, then the connection is reset instead of an answer. */
	| { readonly kind: 'resetAfter' }
	/** Processed; half of the announced body, then the connection closes. */
	| { readonly kind: 'truncated' }
	/** Processed and answered; the kept-alive connection is destroyed `afterMs` (10) later. */
	| { readonly kind: 'closeAfter'; readonly afterMs?: number }
	/** Processed; the body comes `chunkBytes` (1) at a time, or in so many `chunks`, with a pause after each. */
	| {
			readonly kind: 'slow';
			readonly pauseMs: number;
			readonly chunkBytes?: number;
			readonly chunks?: number;
	  }
	/** Processed; a success has a message of `bytes`, its length announced or `chunked`. */
	| { readonly kind: 'huge'; readonly bytes: number; readonly chunked?: boolean };

/**
 * Something that goes wrong with one request. Whether the request is processed (its data stored) is
 * part of each kind. A new kind takes a member above, a parser below and a case where it is played;
 * the compiler asks for all three.
 */
export type Fault = AnswerFault | WireFault;

/** Every kind of fault. */
export const FAULT_KINDS = [
	'delay',
	'resetBefore',
	'resetAfter',
	'truncated',
	'html',
	'status',
	'retcode',
	'missingRetcode',
	'notJson',
	'emptyBody',
	'redirect',
	'closeAfter',
	'slow',
	'huge',
	'echo',
] as const satisfies readonly Fault['kind'][];

type Parsers = {
	readonly [K in Fault['kind']]: (fields: Fields) => Extract<Fault, { kind: K }>;
};

const PARSERS: Parsers = {
	delay: (fields) => ({
		kind: 'delay',
		ms: amount(fields, 'ms'),
		stored: oneOf(fields.stored ?? 'first', ['first', 'last']),
	}),
	resetBefore: () => ({ kind: 'resetBefore' }),
	resetAfter: () => ({ kind: 'resetAfter' }),
	truncated: () => ({ kind: 'truncated' }),
	html: (fields) => ({
		kind: 'html',
		status: amount(fields, 'status', 200),
		...optionalTexts(fields, ['text']),
	}),
	status: (fields) => ({
		kind: 'status',
		status: amount(fields, 'status'),
		...(fields.retryAfter === undefined ? {} : { retryAfter: amount(fields, 'retryAfter') }),
	}),
	retcode: (fields) => ({
		kind: 'retcode',
		retcode: typeof fields.retcode === 'number' ? fields.retcode : text(fields, 'retcode'),
		...optionalTexts(fields, ['message']),
	}),
	missingRetcode: () => ({ kind: 'missingRetcode' }),
	notJson: (fields) => ({ kind: 'notJson', ...optionalTexts(fields, ['body']) }),
	emptyBody: () => ({ kind: 'emptyBody' }),
	redirect: (fields) => ({
		kind: 'redirect',
		location: text(fields, 'location'),
		status: amount(fields, 'status', 302),
	}),
	closeAfter: (fields) => ({ kind: 'closeAfter', afterMs: amount(fields, 'afterMs', 10) }),
	slow: (fields) => ({
		kind: 'slow',
		pauseMs: amount(fields, 'pauseMs'),
		chunkBytes: amount(fields, 'chunkBytes', 1),
		...(fields.chunks === undefined ? {} : { chunks: amount(fields, 'chunks') }),
	}),
	huge: (fields) => ({
		kind: 'huge',
		bytes: amount(fields, 'bytes'),
		chunked: fields.chunked === true,
	}),
	echo: (fields) => ({
		kind: 'echo',
		as: oneOf(fields.as ?? 'json', ['json', 'html']),
		retcode: text(fields, 'retcode', '000-002'),
	}),
};

/** Takes JSON of the control interface or the command line; throws when it is no fault. */
export function parseFault(value: unknown): Fault {
	if (!isFields(value)) throw new Error('a fault has to be an object with the field kind');
	return PARSERS[oneOf(value.kind, FAULT_KINDS)](value);
}
