import type { WireRequest } from '../wire/client';
import { CONTENT_TYPE, RESOURCE_PATH } from './contract';

/** One call of an interface, without the session that it runs in. */
export interface GatewayRequest extends Pick<WireRequest, 'method' | 'path' | 'body'> {
	/** "Method Name in Logs". */
	readonly logName: string;
	/** What the log may tell beside it: ids and lengths. */
	readonly logFacts: Readonly<Record<string, string | number>>;
	/** Whether it changes something at the gateway. */
	readonly effect: 'read' | 'write';
	/** Whether a second time does no harm: it means the same call, whatever has happened meanwhile. */
	readonly isRepeatable: boolean;
}

/** What proves to the gateway that a request is the agent's. */
export interface Session {
	/** Header `Guid`, as sign-in or event polling gave it. */
	readonly guid: string;
	/** Header `Cookie`, for load balancers that keep an agent on one gateway; '' for none. */
	readonly cookie: string;
}

/** What the words about a failed request depend on. */
export type About = Pick<GatewayRequest, 'logName' | 'effect'>;

/** About "setcalldataex". */
export const SETTING: About = { logName: 'setCallAppDataEx', effect: 'write' };

/** The headers that every request has. */
export function headersOf({ guid, cookie }: Session): Record<string, string> {
	return {
		Accept: 'application/json',
		'Content-Type': CONTENT_TYPE,
		Guid: guid,
		...(cookie !== '' && { Cookie: cookie }),
	};
}

/** The body of "setcalldataex". */
export interface CallDataBody {
	/** Left out for the agent's current call. */
	readonly callid?: string;
	readonly calldata: string;
	readonly isDataEncoded: boolean;
}

/**
 * "Configuring Call-Associated Data (Extended)" (the seed page; cec_07_1263, cec_07_0421). Without
 * a call ID a repeat may mean the next caller's call.
 * @param lengthBytes of the original content, for the log
 */
export function setCallAppDataEx(
	agentId: string,
	body: CallDataBody,
	lengthBytes: number,
): GatewayRequest {
	const { callid = '' } = body;
	return {
		method: 'PUT',
		path: `${RESOURCE_PATH}/calldata/${agentId}/setcalldataex`,
		body: Buffer.from(JSON.stringify(body), 'utf8'),
		...SETTING,
		logFacts: { agentid: agentId, callid, calldatalength: lengthBytes },
		isRepeatable: callid !== '',
	};
}

/** "queryCallAppData" (cec_07_1262) of the agent's current call. */
export function queryCallAppData(agentId: string): GatewayRequest {
	return read('queryCallAppData', agentId, 'appdata');
}

/** "queryCallInfo" (cec_07_1261): result null when the agent has no call. */
export function queryCallInfo(agentId: string): GatewayRequest {
	return read('queryCallInfo', agentId, 'callinfo');
}

function read(logName: string, agentId: string, name: string): GatewayRequest {
	return {
		method: 'GET',
		path: `${RESOURCE_PATH}/calldata/${agentId}/${name}`,
		logName,
		logFacts: { agentid: agentId },
		effect: 'read',
		isRepeatable: true,
	};
}
