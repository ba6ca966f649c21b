import type { Reply } from './answers';
import type { SetValue } from './call';
import type { Claim } from './sessions';
import type { Settings } from './settings';
import type { GatewayState } from './state';

/** One request to an interface, as its handler sees it. */
export interface Inquiry extends Claim {
	readonly agentId: string;
	/** `{callid}` of the path; '' where the path has none. */
	readonly callId: string;
	readonly query: URLSearchParams;
	readonly body: Buffer;
	readonly header: (name: string) => string | undefined;
	readonly state: GatewayState;
	readonly settings: Settings;
	/** Aborted when the client is gone or the simulator stops. */
	readonly gone: AbortSignal;
}

/** What a handler gives back: the body and, where there are any, headers and what was set. */
export interface Outcome {
	readonly reply: Reply;
	readonly headers?: Readonly<Record<string, string>>;
	/** The call data that the request has set. */
	readonly stored?: SetValue | undefined;
}

/** One interface of the gateway. */
export interface GatewayInterface {
	/** The method name in the gateway's logs, where a document names it. */
	readonly name: string;
	readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
	/** Path below /agentgateway/resource with {agentid} and {callid}. */
	readonly path: string;
	/** `signIn` needs no Guid; `guid` hands out a renewed Guid (cec_05_1409); others just need one. */
	readonly role?: 'signIn' | 'guid';
	readonly hasBody?: boolean;
	/** Throws Refusal for a business refusal. */
	readonly handle: (inquiry: Inquiry) => Outcome | Promise<Outcome>;
}
