import { parseId } from '../fields/ids';
import { parseBoolean } from '../fields/values';
import { setCallAppDataEx, SETTING } from '../gateway/request';
import { readCallData } from './callData';
import {
	base64Encoding,
	callDataInputs,
	callId,
	isDataEncoded,
	specifyCallData,
} from './descriptions';
import type { Operation } from './operation';

/**
 * "Configuring Call-Associated Data (Extended)": sets the call-associated data of an agent in a
 * conversation (the seed page; cec_07_1263, cec_07_0421).
 */
export const setCallDataEx: Operation = {
	option: {
		name: 'Set Call Data (Extended)',
		value: 'setCallDataEx',
		action: 'Attach data to a live call',
		description: 'Attach data to the call that an agent is in; replaces what was attached before',
	},

	about: SETTING,

	fields: [callId, specifyCallData, ...callDataInputs, isDataEncoded, base64Encoding],

	prepare(read, agentId, { sendEmptyCallData, currentCallIfEmpty }) {
		const nothing = currentCallIfEmpty ? 'allowed' : 'refused';
		const callid = parseId(read(callId, nothing), callId.displayName);
		const encoded = parseBoolean(read(isDataEncoded), isDataEncoded.displayName);
		const { sent, bytes } = readCallData(read, encoded, sendEmptyCallData);
		const body = { ...(callid !== '' && { callid }), calldata: sent, isDataEncoded: encoded };
		return { request: setCallAppDataEx(agentId, body, bytes), callId: callid };
	},
};
