import type { WireFailure } from '../wire/wireError';

/** Why a request came to nothing; `kind` tells where to look. */
export type Failure =
	/** The input cannot be sent: what is wrong and how to go on, in words. */
	| {
			readonly kind: 'invalid';
			readonly message: string;
			readonly description: string;
			/** What n8n knows of an expression that failed, without its text. */
			readonly expression?: ExpressionFacts;
	  }
	/** Other executions were writing to the same agent or call for all of the time allowed. */
	| { readonly kind: 'busy'; readonly timeoutMs: number }
	/** The gateway answered with another retcode than "0". */
	| {
			readonly kind: 'refused';
			/** '' for one of an unknown form. */
			readonly retcode: string;
			/** The gateway's own words; '' where they may not be shown. */
			readonly gatewayMessage: string;
	  }
	/** An HTTP status other than 200; the gateway's own refusals come as 200 with a retcode. */
	| (Foreign & {
			readonly kind: 'http';
			readonly status: number;
			/** How long the server asks to wait; 0 if it does not. */
			readonly retryAfterMs: number;
	  })
	/** HTTP 200, but not the gateway's JSON. */
	| (Foreign & { readonly kind: 'reply'; readonly what: ReplyFault })
	| WireFailure;

/** All that is told of an answer that is not the gateway's. */
export interface Foreign {
	/** '' for one that is not usual. */
	readonly contentType: string;
	readonly bytes: number;
}

/** What stands where the gateway's JSON should. */
export type ReplyFault = 'empty' | 'html' | 'truncated' | 'notJson' | 'notObject' | 'noRetcode';

/** Facts of n8n about an expression that failed. */
export interface ExpressionFacts {
	/** Name of the parameter, such as `options.timeout`. */
	readonly parameter?: string;
	/** Name of the node that the expression refers to. */
	readonly nodeCause?: string;
	/** n8n's name for what is wrong. */
	readonly descriptionKey?: string;
	/** n8n's name for the kind of it. */
	readonly type?: string;
}

/** The only error of `gateway/`, `fields/` and `operations/`: it holds nothing that was sent. */
export class GatewayError extends Error {
	override readonly name = 'GatewayError';

	/** How often the request was sent; 0 for input that never was. */
	attempts = 0;

	/** Whether the gateway may have carried the request out all the same, in one of the attempts. */
	isInDoubt = false;

	constructor(readonly failure: Failure) {
		super(failure.kind === 'invalid' ? failure.message : failure.kind);
	}

	/** The failure in a word, for logs and n8n's field "Error code": a retcode, an HTTP status or the kind. */
	get code(): string {
		switch (this.failure.kind) {
			case 'refused':
				return this.failure.retcode || this.failure.kind;
			case 'http':
				return String(this.failure.status);
			default:
				return this.failure.kind;
		}
	}
}

/**
 * Makes the error for input that cannot be sent.
 * @param message what is wrong, the field named in single quotes
 * @param description how to go on
 */
export function invalid(
	message: string,
	description: string,
	expression?: ExpressionFacts,
): GatewayError {
	return new GatewayError({
		kind: 'invalid',
		message,
		description,
		...(expression && { expression }),
	});
}

/** Lets a GatewayError pass as a value; anything else, such as a cancelled execution, is thrown on. */
export function gatewayErrorOnly(error: unknown): GatewayError {
	if (error instanceof GatewayError) return error;
	throw error;
}
