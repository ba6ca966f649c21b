import { randomInt } from 'node:crypto';
import type { SecureVersion } from 'node:tls';
import type { SeenRequest } from './traffic';

/** How the server certificate is made; all but `selfSigned` are signed by the simulator's own CA. */
export const CERTIFICATE_KINDS = ['valid', 'expired', 'wrongName', 'selfSigned'] as const;
/** One of {@link CERTIFICATE_KINDS}. */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** TLS versions, oldest first. */
export const TLS_VERSIONS = [
	'TLSv1',
	'TLSv1.1',
	'TLSv1.2',
	'TLSv1.3',
] as const satisfies readonly SecureVersion[];

/** What `startSimulator` takes. Where the documents are silent there is a switch, with its default. */
export interface SimulatorOptions {
	/** HTTPS port; 0 (default) takes a free one. */
	readonly port?: number;
	/** Address that the HTTPS server listens on; default 127.0.0.1. */
	readonly host?: string;
	/** Port of the control interface (loopback only); 0 (default) takes a free one. */
	readonly controlPort?: number;
	/** AUTHMODE 1 (`static`, default) or 2 (`dynamic`); cec_07_0005. */
	readonly authMode?: 'static' | 'dynamic';
	/** Dynamic mode: GUIDINTERVAL, the time after which a Guid is renewed; default 60000 ms. */
	readonly guidIntervalMs?: number;
	/**
	 * Dynamic mode: how long a renewed Guid is still accepted, counted from the renewal; 0 is not at
	 * all. Default: `guidIntervalMs`, because GUIDTIMEOUT is twice GUIDINTERVAL as delivered.
	 */
	readonly guidGraceMs?: number;
	/** Whether every interface hands out a renewed Guid, not only poll and handshake; default false. */
	readonly guidOnEveryAnswer?: boolean;
	/** MAXTIME: an agent without requests for so long is signed out; default 0 ms, which is never. */
	readonly signOutAfterMs?: number;
	/** How long the poll waits for an event (AGENT_POLL_WAIT_FLAG); default 10000 ms, cec_07_1274. */
	readonly pollWaitMs?: number;
	/** Largest agent id: 59999 (default, cec_07_1263) or 999999 (cec_07_0421). */
	readonly agentIdMax?: 59999 | 999999;
	/** Answer to an agent id out of range: the retcode (default) or HTTP 404, as no route matches. */
	readonly badAgentId?: '000-002' | '404';
	/** Retcode for a missing or wrong Guid of a signed-in agent; default 100-006. */
	readonly wrongGuid?: '000-003' | '100-006';
	/** Whether the cookie of the sign-in must come back; without it: 100-006. Default false. */
	readonly requireCookie?: boolean;
	/** Empty or absent `calldata`: accepted (default; "" clears, absent changes nothing) or refused. */
	readonly emptyCallData?: 'accept' | '400-002' | '000-002';
	/** Limit of the original content in bytes; default 16384 (16000 is the other reading of 16 KB). */
	readonly maxCallDataBytes?: number;
	/** `callid` omitted while the agent has several calls: the newest (default), oldest, or refused. */
	readonly severalCalls?: 'newest' | 'oldest' | '000-002';
	/** `callid` omitted while the call is a multimedia one; default 000-002. */
	readonly multimediaWithoutCallId?: 'accept' | '000-002' | '400-001';
	/** `isDataEncoded` as the string "true" or "false", as in the example; default accept. */
	readonly stringBoolean?: 'accept' | '000-002';
	/** Body fields that the document does not list; default 000-002. */
	readonly unknownFields?: 'accept' | '000-002';
	/** appdata while there is no such call: a retcode (default 400-001) or an empty result. */
	readonly noCallOnQuery?: '400-001' | '100-007' | 'empty';
	/**
	 * What the gateway says to a success, in turn, where the documents say `success`; that is the default.
	 * Other words were seen, and none (`''`).
	 */
	readonly successMessages?: readonly string[];
	/** Server certificate; default valid. */
	readonly certificate?: CertificateKind;
	/** Names and addresses in the certificate besides localhost, 127.0.0.1 and ::1. */
	readonly certificateNames?: readonly string[];
	/** Keys of the certificates: EC P-256 (default) or RSA 2048. */
	readonly keyType?: 'ec' | 'rsa';
	/** TLS versions that are offered; default 1.2 to 1.3. A lower `maxVersion` lowers `minVersion`. */
	readonly tls?: { readonly minVersion?: SecureVersion; readonly maxVersion?: SecureVersion };
	/** Idle time after which a kept-alive connection is closed; default 5000 ms, 0 is never. */
	readonly keepAliveTimeoutMs?: number;
	/** Seed of the generator behind `failAtRate`; default a random one, see `Simulator.seed`. */
	readonly seed?: number;
	/** Takes the log, line by line; default: no log. Never holds call data, Guids or cookies. */
	readonly log?: (line: string) => void;
	/** Clock in ms since 1970; default the system's. */
	readonly now?: () => number;
	/** Told about each Guid that the clock or `renewGuid` made. */
	readonly onGuid?: (agentId: string, guid: string) => void;
	/** Told about each request as it arrives; what becomes of it fills in later. */
	readonly onRequest?: (request: SeenRequest) => void;
}

/** {@link SimulatorOptions} with every default filled in. */
export type Settings = Required<SimulatorOptions>;

/** Fills in the defaults. */
export function settingsOf(options: SimulatorOptions): Settings {
	const guidIntervalMs = options.guidIntervalMs ?? 60_000;
	return {
		port: 0,
		host: '127.0.0.1',
		controlPort: 0,
		authMode: 'static',
		guidGraceMs: guidIntervalMs,
		guidOnEveryAnswer: false,
		signOutAfterMs: 0,
		pollWaitMs: 10_000,
		agentIdMax: 59999,
		badAgentId: '000-002',
		wrongGuid: '100-006',
		requireCookie: false,
		emptyCallData: 'accept',
		maxCallDataBytes: 16_384,
		severalCalls: 'newest',
		multimediaWithoutCallId: '000-002',
		stringBoolean: 'accept',
		unknownFields: '000-002',
		noCallOnQuery: '400-001',
		successMessages: ['success'],
		certificate: 'valid',
		certificateNames: [],
		keyType: 'ec',
		tls: {},
		keepAliveTimeoutMs: 5000,
		seed: randomInt(2 ** 32),
		log: () => undefined,
		now: Date.now,
		onGuid: () => undefined,
		onRequest: () => undefined,
		...options,
		guidIntervalMs,
	};
}
