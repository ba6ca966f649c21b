import type { ReplyFault } from './gateway/failure';
import type { NetworkFault, Phase, TrustFault, WireFailure } from './wire/wireError';

/** What a person reads: what happened, and how to go on. */
export interface Explanation {
	readonly message: string;
	readonly description: string;
}

const NEW_GUID =
	"Pass the newest Guid, in 'Guid' of the node or in the credential. In dynamic mode it changes about every 60 seconds; the program that receives the agent's events has it.";
const SIGN_IN_AGAIN =
	"Sign the agent in again, then pass the new Guid, in 'Guid' of the node or in the credential.";
/** Advice for what passes by itself. */
export const TRY_AGAIN = 'Wait a moment, then try again.';
/** Advice for answers that no CC-Gateway gives. */
export const CHECK_ADDRESS =
	"Check 'Host' and 'Port' in the credential: they must lead to the HTTPS port of CC-Gateway, or of its NSLB.";

/** Words by retcode, after cec_07_0580; 105 is the family of disaster recovery. */
export const REFUSALS = {
	'000-002': {
		message: 'CC-Gateway refused a parameter, or the address of the request',
		description: "Check 'Agent ID' and 'Call ID'.",
	},
	'000-003': {
		message: 'The Guid is not valid for this agent, or no longer valid',
		description: NEW_GUID,
	},
	'000-004': {
		message: 'The agent is being switched over to another gateway',
		description: TRY_AGAIN,
	},
	'100-006': {
		message: 'The agent is not signed in, or the Guid belongs to another session',
		description: `Sign the agent in if it is not. ${NEW_GUID}`,
	},
	'100-007': {
		message: 'CC-Gateway met an internal exception',
		description: 'Look into the log of the gateway.',
	},
	'400-001': {
		message: 'The agent has no such call',
		description:
			"The call may have ended, may not have begun yet, or may be another agent's. Check 'Agent ID' and 'Call ID'.",
	},
	'400-002': {
		message: 'CC-Gateway found nothing to set',
		description: "Fill in 'Call Data': this gateway does not take it empty.",
	},
	'105-001': {
		message: 'The session of the agent is not in the cache for disaster recovery',
		description: TRY_AGAIN,
	},
	'105-002': {
		message: 'Disaster recovery of the agent is running',
		description: TRY_AGAIN,
	},
	'105-003': {
		message: 'Disaster recovery of the agent has just finished',
		description: TRY_AGAIN,
	},
	'105-004': {
		message: 'The agent could not be queued for disaster recovery',
		description: TRY_AGAIN,
	},
	'105-005': {
		message: 'Disaster recovery of the agent took too long',
		description: SIGN_IN_AGAIN,
	},
	'105-006': {
		message: 'After disaster recovery the Guid is another one',
		description: SIGN_IN_AGAIN,
	},
	'105-007': {
		message: 'Disaster recovery is switched off at the gateway',
		description: SIGN_IN_AGAIN,
	},
} as const satisfies Readonly<Record<string, Explanation>>;

/** A retcode that {@link REFUSALS} does not hold. */
const UNKNOWN_REFUSAL: Explanation = {
	message: 'CC-Gateway refused the request',
	description: 'Look the retcode up in the documentation of CC-Gateway.',
};

/** A retcode that no document knows, and that may hold what was sent. */
export const UNKNOWN_RETCODE = 'CC-Gateway answered with a retcode of an unknown form';

/**
 * Gives the words for a retcode.
 * @param logName the interface's "Method Name in Logs"
 */
export function refusalWords(retcode: string, logName: string): Explanation {
	const known: Readonly<Record<string, Explanation>> = REFUSALS;
	const words = (Object.hasOwn(known, retcode) ? known[retcode] : undefined) ?? UNKNOWN_REFUSAL;
	return words === REFUSALS['100-007']
		? { ...words, description: `Look for ${logName} in the log of the gateway.` }
		: words;
}

/** A write that the gateway may have carried out all the same. */
export const MAYBE_STORED = 'The call data may or may not have been stored.';

/** A write that never got as far as the gateway, or that the gateway refused each time. */
export const NOT_STORED = 'The call data was not stored.';

/** A write that was not answered in time. */
export const MAY_COME_LATE =
	"The gateway may still store it later. To give it more time, raise 'Timeout (Seconds)' under Options.";

/** Advice for a write that is in doubt, in place of {@link TRY_AGAIN}. */
export const ONLY_WITH_CALL_ID =
	"Run the item again only if it has a 'Call ID': without one, the data may reach the next caller's call.";

/** Other executions were writing all the time. */
export const BUSY: Explanation = {
	message: 'Not sent: other executions were writing to this agent or call',
	description: "Run the item again, or raise 'Timeout (Seconds)' under Options.",
};

/** What had not happened in time. */
export const TIMEOUT: Readonly<Record<Phase, Explanation>> = {
	waiting: {
		message: 'had no free connection within',
		description: `Too many requests are under way. ${TRY_AGAIN}`,
	},
	connecting: {
		message: 'could not be connected to within',
		description:
			"Check 'Host' and 'Port' in the credential, and the network, firewall or proxy between this n8n and the gateway.",
	},
	sent: { message: 'did not answer within', description: TRY_AGAIN },
};

/** The egress policy of n8n. */
export const EGRESS: Explanation = {
	message: 'The egress policy of this n8n does not allow',
	description:
		'Ask the administrator of n8n to add the gateway to N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
};

const PROXY_CA =
	"Give this n8n the CA of the proxy, in NODE_EXTRA_CA_CERTS. The 'CA Certificate' of the credential is for the gateway only.";

/** What to do about a proxy; nothing was sent to the gateway. */
export const PROXY = {
	address: {
		message: 'HTTPS_PROXY of this n8n does not hold an address',
		description: 'Correct HTTPS_PROXY, e.g. http://proxy.example.com:3128.',
	},
	unreachable: 'Check HTTPS_PROXY of this n8n, or add the gateway to NO_PROXY.',
	password: 'Put the user and password of the proxy into HTTPS_PROXY of this n8n.',
	refused:
		'Ask the administrator of the proxy to allow the gateway, or add the gateway to NO_PROXY of this n8n.',
	untrusted: 'Have the administrator of the proxy correct its certificate or its TLS settings.',
} as const;

/** What to do about a proxy without a secure connection, where there is better than `PROXY.untrusted`. */
export const PROXY_TRUST: Readonly<Partial<Record<TrustFault, string>>> = {
	selfSigned: PROXY_CA,
	unknownCa: PROXY_CA,
	wrongName: 'Put the name that is in the certificate of the proxy into HTTPS_PROXY of this n8n.',
	notTls: 'If the proxy does not speak TLS, begin HTTPS_PROXY of this n8n with http://.',
};

/** Advice by HTTP status, where there is a better one than {@link CHECK_ADDRESS}. */
export const HTTP_ADVICE: Readonly<Record<number, string>> = {
	413: 'A server on the way to CC-Gateway does not take requests of this length.',
	429: TRY_AGAIN,
	500: "Look into the log of the gateway. If the request is not there, another server has answered: check 'Host' and 'Port' in the credential.",
	502: TRY_AGAIN,
	503: TRY_AGAIN,
	504: TRY_AGAIN,
};

type AnswerFault = ReplyFault | Extract<WireFailure, { kind: 'answer' }>['what'];

/** What came instead of the JSON of the gateway. */
export const ANSWERS: Readonly<Record<AnswerFault, string>> = {
	empty: 'An empty body',
	html: 'An HTML page',
	truncated: 'Incomplete JSON',
	notJson: 'Something other than JSON',
	notObject: 'JSON that is not an object',
	noRetcode: 'JSON without a retcode',
	tooLarge: 'More than 1 MiB',
	notHttp: 'Something other than HTTP',
	encoded: 'A compressed body',
};

/** Advice by what came back, where there is a better one than {@link CHECK_ADDRESS}. */
export const ANSWER_ADVICE: Readonly<Partial<Record<AnswerFault, string>>> = {
	truncated: TRY_AGAIN,
	encoded: `Nobody asked for compression: switch it off in the proxy or load balancer on the way. ${CHECK_ADDRESS}`,
};

/** Why a server cannot be reached. */
export const NETWORK: Readonly<Record<NetworkFault, Explanation>> = {
	refused: {
		message: 'nothing listens there, or a firewall refuses the connection',
		description: CHECK_ADDRESS,
	},
	reset: {
		message: 'was closed too early',
		description: TRY_AGAIN,
	},
	noAnswer: {
		message: 'the network gave no answer in time',
		description: CHECK_ADDRESS,
	},
	noName: {
		message: 'there is no host of this name',
		description: "Check 'Host' in the credential, or the DNS settings of this n8n.",
	},
	nameNotReady: {
		message: 'the name could not be looked up',
		description: `The DNS server does not answer this n8n. ${TRY_AGAIN}`,
	},
	noRoute: {
		message: 'there is no route to the host',
		description:
			"Check 'Host' in the credential, and the network between this n8n and the gateway.",
	},
	other: {
		message: 'the connection could not be set up',
		description: CHECK_ADDRESS,
	},
};

/** Faults of a certificate; the others are faults of the connection. */
export const CERTIFICATE_FAULTS: readonly TrustFault[] = [
	'selfSigned',
	'unknownCa',
	'wrongName',
	'expired',
	'notYetValid',
	'weakKey',
];

/** Why there is no connection to a server that could be trusted. */
export const TRUST: Readonly<Record<TrustFault, Explanation>> = {
	selfSigned: {
		message: 'its certificate is self-signed',
		description: "Paste this certificate into 'CA Certificate' in the credential.",
	},
	unknownCa: {
		message: 'its certificate comes from an unknown CA',
		description:
			"Paste the certificate of the gateway's CA into 'CA Certificate' in the credential.",
	},
	wrongName: {
		message: 'its certificate is for another name',
		description:
			"Fill in the name that is in the certificate: in 'Host', or in 'TLS Server Name' when 'Host' is an IP address. Or paste the certificate itself into 'CA Certificate': its name does not matter then.",
	},
	expired: {
		message: 'its certificate, or that of its CA, has expired',
		description: 'Renew the expired certificate.',
	},
	notYetValid: {
		message: 'its certificate is not valid yet',
		description: 'Check the clocks of the gateway and of this n8n.',
	},
	weakKey: {
		message: 'the key or the signature of its certificate is too weak',
		description:
			'Give the gateway a certificate with a key of at least 2048 bits (RSA) or 256 bits (EC), signed with SHA-256.',
	},
	clientCertificate: {
		message: 'it asks for a client certificate, which this node does not have',
		description: 'Switch off client certificates on this port of the gateway, or use another port.',
	},
	handshake: {
		message: 'it refused the TLS handshake',
		description:
			'It may ask for a client certificate, which this node does not have, or offer only old ciphers. Look into the log of the gateway.',
	},
	notTls: {
		message: 'it does not speak TLS',
		description: "Fill in the HTTPS port of the gateway in 'Port', not the HTTP port.",
	},
	tlsVersion: {
		message: 'it does not offer TLS 1.2 or newer',
		description: 'Enable TLS 1.2 on the gateway.',
	},
	other: {
		message: 'TLS could not be set up',
		description:
			"Check the certificate of the gateway, and 'CA Certificate' in the credential. The log of the gateway may tell more.",
	},
};
