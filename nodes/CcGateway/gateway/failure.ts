/** Why a request came to nothing; `kind` tells where to look. */
export type Failure =
	/** The input cannot be sent: what is wrong and how to go on, in words. */
	| { readonly kind: 'invalid'; readonly message: string; readonly description: string }
	/** The gateway answered with another retcode than "0". */
	| { readonly kind: 'refused'; readonly retcode: string; readonly gatewayMessage: string }
	/** An HTTP status other than 200; the gateway's own refusals come as 200 with a retcode. */
	| { readonly kind: 'http'; readonly status: number; readonly excerpt: string }
	/** HTTP 200, but not the gateway's JSON. */
	| { readonly kind: 'answer'; readonly what: AnswerFault; readonly excerpt: string }
	/** No connection, or one that broke. */
	| { readonly kind: 'unreachable'; readonly origin: string; readonly reason: NetworkFault }
	/** No complete answer in time. */
	| { readonly kind: 'timeout'; readonly origin: string; readonly timeoutMs: number }
	/** No TLS, or a certificate that is not to be trusted; `validTo` where its end is known. */
	| {
			readonly kind: 'untrusted';
			readonly origin: string;
			readonly reason: TrustFault;
			readonly validTo?: string;
	  }
	/** The egress policy of this n8n forbids the address. */
	| { readonly kind: 'blocked'; readonly origin: string };

/** What stands where the gateway's JSON should. */
export type AnswerFault =
	'empty' | 'html' | 'truncated' | 'notJson' | 'notObject' | 'noRetcode' | 'tooLarge' | 'notHttp';

/** Why there is no connection. */
export type NetworkFault =
	'refused' | 'reset' | 'noAnswer' | 'noName' | 'nameNotReady' | 'noRoute' | 'other';

/** Why a connection is not trusted. */
export type TrustFault =
	| 'selfSigned'
	| 'unknownCa'
	| 'wrongName'
	| 'expired'
	| 'notYetValid'
	| 'notTls'
	| 'tlsVersion'
	| 'other';

/** The only error of `gateway/` and `operations/`: it holds a {@link Failure} and nothing that was sent. */
export class GatewayError extends Error {
	override readonly name = 'GatewayError';

	/** How often the request was sent; 0 for input that never was. */
	attempts = 0;

	constructor(readonly failure: Failure) {
		super(failure.kind === 'invalid' ? failure.message : failure.kind);
	}

	/** The failure in a word, for logs and n8n's field "Error code": a retcode, an HTTP status or the kind. */
	get code(): string {
		switch (this.failure.kind) {
			case 'refused':
				return this.failure.retcode;
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
export function invalid(message: string, description: string): GatewayError {
	return new GatewayError({ kind: 'invalid', message, description });
}

/** Lets a GatewayError pass as a value; anything else, such as a cancelled execution, is thrown on. */
export function gatewayErrorOnly(error: unknown): GatewayError {
	if (error instanceof GatewayError) return error;
	throw error;
}
