import { Refusal } from './answers';
import type { Call } from './call';
import type { GatewayInterface, Inquiry } from './interfaces';
import { readSetCallData } from './setCallData';

/** Setting and querying call-associated data: cec_07_1263, 1262, 1266. */
export const CALL_DATA_INTERFACES: readonly GatewayInterface[] = [
	{
		name: 'setCallAppDataEx',
		method: 'PUT',
		path: '/calldata/{agentid}/setcalldataex',
		hasBody: true,
		handle: ({ agentId, body, state, settings }) => {
			const { callId, data } = readSetCallData(body, settings);
			const call = state.calls.find(agentId, callId);
			if ((data?.length ?? 0) === 0 && settings.emptyCallData !== 'accept') {
				throw new Refusal(settings.emptyCallData);
			}
			const stored = data && state.calls.set(call, agentId, data);
			return { reply: { result: {}, message: 'success', retcode: '0' }, stored };
		},
	},
	{
		name: 'queryCallAppData',
		method: 'GET',
		path: '/calldata/{agentid}/appdata',
		handle: (inquiry) => {
			const data = findForQuery(inquiry)?.data ?? Buffer.alloc(0);
			// Anything other than true is treated as false.
			const encoding = inquiry.query.get('isEncodeResult') === 'true' ? 'base64' : 'utf8';
			return { reply: { message: '', retcode: '0', result: data.toString(encoding) } };
		},
	},
	{
		name: 'queryAllCallID',
		method: 'GET',
		path: '/calldata/{agentid}/allcallid',
		handle: ({ agentId, state }) => {
			const result = state.calls.activeOf(agentId).map((call) => call.callId);
			return { reply: { message: 'success', retcode: '0', result } };
		},
	},
	{
		name: 'queryCallInfoByCallId',
		method: 'GET',
		path: '/calldata/{agentid}/callinfobycallid/{callid}',
		handle: ({ agentId, callId, state }) => {
			const result = callInfo(agentId, state.calls.find(agentId, callId));
			return { reply: { message: 'success', retcode: '0', result } };
		},
	},
];

/** The URI names the key `callId`, the parameter table `callid`: both are understood. */
function findForQuery({ agentId, query, state, settings }: Inquiry): Call | undefined {
	const callId = query.get('callId') ?? query.get('callid') ?? '';
	try {
		return state.calls.find(agentId, callId === '' ? undefined : callId);
	} catch (refusal) {
		const isNoCall = refusal instanceof Refusal && refusal.retcode === '400-001';
		if (!isNoCall) throw refusal;
		if (settings.noCallOnQuery === 'empty') return undefined;
		throw new Refusal(settings.noCallOnQuery);
	}
}

function callInfo(agentId: string, { beganAtMs, callId, data, endedAtMs, kind }: Call): object {
	return {
		callfeature: 0,
		callid: callId,
		caller: '10086',
		called: agentId,
		callskill: 'default',
		callskillid: 1,
		orgicallednum: agentId,
		calldata: data?.toString('utf8') ?? '',
		begintime: beganAtMs,
		endtime: endedAtMs ?? 0,
		userPriority: 0,
		trunkNo: 0,
		logontimes: 1,
		mediaType: kind === 'voice' ? 5 : 1,
	};
}
