/** Why an exchange came to nothing on the way. */
export type WireFailure =
	/** No connection, or one that broke. */
	| { readonly kind: 'unreachable'; readonly origin: string; readonly reason: NetworkFault }
	/** No complete answer in time. */
	| {
			readonly kind: 'timeout';
			readonly origin: string;
			readonly timeoutMs: number;
			readonly phase: Phase;
	  }
	/** No TLS, or a certificate that is not to be trusted; `validTo` where its end is known. */
	| {
			readonly kind: 'untrusted';
			readonly origin: string;
			readonly reason: TrustFault;
			readonly validTo?: string;
	  }
	/** The proxy did not open a way to the gateway; nothing was sent to the gateway. */
	| {
			readonly kind: 'proxy';
			readonly origin: string;
			/** `host:port` of the proxy. */
			readonly proxy: string;
			readonly fault: ProxyFault;
	  }
	/** The egress policy of this n8n forbids the address. */
	| { readonly kind: 'blocked'; readonly origin: string }
	/** An answer that is not the gateway's, or not HTTP. */
	| {
			readonly kind: 'answer';
			readonly what: 'tooLarge' | 'notHttp' | 'encoded';
	  };

/** How far an attempt had come: waiting for a connection, setting it up, or the request sent. */
export type Phase = 'waiting' | 'connecting' | 'sent';

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
	| 'weakKey'
	| 'clientCertificate'
	| 'notTls'
	| 'tlsVersion'
	| 'handshake'
	| 'other';

/** What is wrong with a proxy. */
export type ProxyFault =
	| { readonly kind: 'unreachable'; readonly reason: NetworkFault }
	| { readonly kind: 'untrusted'; readonly reason: TrustFault }
	| { readonly kind: 'status'; readonly status: number }
	/** HTTPS_PROXY does not hold an address. */
	| { readonly kind: 'address' };

/** The only error of `wire/`. It holds nothing that was sent. */
export class WireError extends Error {
	override readonly name = 'WireError';

	/**
	 * @param wasSent whether the request was sent, in full or in part
	 * @param wasIdle whether the connection had been kept open and idle, and turned out closed
	 */
	constructor(
		readonly failure: WireFailure,
		readonly wasSent: boolean,
		readonly wasIdle = false,
	) {
		super(failure.kind);
	}
}
