import { RESOURCE_PATH } from '../gateway/contract';
import { parseId } from '../gateway/ids';
import { parseBoolean } from '../gateway/input';
import { readCallData } from './callData';
import { base64Encoding, callDataInputs, callId, isDataEncoded, specifyCallData } from './fields';
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

	fields: [callId, specifyCallData, ...callDataInputs, isDataEncoded, base64Encoding],

	request(read, agentId, { sendEmptyCallData }) {
		const callid = parseId(read('callId'), 'Call ID');
		const encoded = parseBoolean(read('isDataEncoded'), 'Is Data Encoded');
		const { sent, original } = readCallData(read, encoded);
		return {
			method: 'PUT',
			path: `${RESOURCE_PATH}/calldata/${agentId}/setcalldataex`,
			body: JSON.stringify({
				...(callid !== '' && { callid }),
				...((sent !== '' || sendEmptyCallData) && { calldata: sent }),
				isDataEncoded: encoded,
			}),
			logName: 'setCallAppDataEx',
			logFacts: { agentid: agentId, callid, calldatalength: original.length },
			secrets: () => [original.toString('utf8'), original.toString('base64'), JSON.stringify(sent)],
		};
	},
};
