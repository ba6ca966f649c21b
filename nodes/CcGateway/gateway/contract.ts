/** HTTPS port of a CC-Gateway server, and of the NSLB in front of a cluster (cec_07_0421). */
export const DEFAULT_PORT = 8043;

/** Ports that there are. */
export const PORT_RANGE = { min: 1, max: 65_535 } as const;

/** Agent IDs: the first range as "setcalldataex" gives it, the second since 2025 (cec_07_0421). */
export const AGENT_ID_RANGES = {
	'101-59999': { min: 101, max: 59_999 },
	'101-999999': { min: 101, max: 999_999 },
} as const;

/** A choice of {@link AGENT_ID_RANGES}. */
export type AgentIdRange = keyof typeof AGENT_ID_RANGES;

/** "The maximum value of the original content is 16 KB": UTF-8 bytes before Base64. */
export const CALL_DATA_MAX_BYTES = 16_384;

/** "Coding mode of the message body", mandatory on every request. */
export const CONTENT_TYPE = 'application/json; charset=UTF-8';

/** Where all interfaces of the gateway are. */
export const RESOURCE_PATH = '/agentgateway/resource';

/** The retcodes that the code has to tell apart; cec_07_0580 lists them all. */
export const RETCODE = {
	success: '0',
	/** No permission: the Guid is not, or no longer, the agent's. */
	guidNotValid: '000-003',
	/** The agent is being switched over to another gateway. */
	switchingOver: '000-004',
	/** The agent is not signed in; also answered for a wrong Guid (cec_07_0005). */
	notSignedIn: '100-006',
	/** Exception in an agent operation; some gateways answer it to an agent without a call. */
	exception: '100-007',
	/** No call when setting call-associated data. */
	noCall: '400-001',
} as const;

/** True for the retcodes by which a gateway refuses a Guid: it takes either (cec_07_0005). */
export function isGuidRefused(retcode: string): boolean {
	return retcode === RETCODE.guidNotValid || retcode === RETCODE.notSignedIn;
}

/** A retcode as the documents write it, such as 100-006. */
export function isDocumented(retcode: string): boolean {
	return /^\d{3}-\d{3}$/.test(retcode);
}

/** A retcode that can be shown: one of the documents, or a plain number other than zero. */
export function isRetcode(text: string): boolean {
	return isDocumented(text) || /^[1-9]\d{0,2}$/.test(text);
}
