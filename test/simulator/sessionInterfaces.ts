import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './answers';
import type { GatewayInterface, Inquiry, Outcome } from './interfaces';
import { type Fields, parseFields } from './parse';

const POLL_STEP_MS = 100;
const SIGN_IN_TEXT_LIMITS = { password: 32, phonenum: 24, callBackUri: 200, serviceToken: 50 };
const SERVICE_TOKEN = /^[\w.-]{1,50}$/;

/** Sign in and out, the Guid, events: cec_07_1202, 1203, 1219, 1225, 1204, 1274. */
export const SESSION_INTERFACES: readonly GatewayInterface[] = [
	{
		name: 'login',
		method: 'PUT',
		path: '/onlineagent/{agentid}',
		role: 'signIn',
		hasBody: true,
		handle: (inquiry) => {
			checkSignIn(parseFields(inquiry.body.toString('utf8')));
			if (inquiry.state.sessions.get(inquiry.agentId) !== undefined) throw new Refusal('100-002');
			return signIn(inquiry);
		},
	},
	{
		name: 'forceLogin',
		method: 'PUT',
		path: '/onlineagent/{agentid}/forcelogin',
		role: 'signIn',
		hasBody: true,
		handle: (inquiry) => {
			checkSignIn(parseFields(inquiry.body.toString('utf8')));
			return signIn(inquiry);
		},
	},
	{
		name: 'logout',
		method: 'DELETE',
		path: '/onlineagent/{agentid}/logout',
		handle: ({ agentId, state }) => {
			if (state.calls.activeOf(agentId).length > 0) throw new Refusal('100-010');
			state.sessions.signOut(agentId);
			return success({});
		},
	},
	{
		name: 'updateGuid',
		method: 'PUT',
		path: '/onlineagent/{agentid}/updateGuid',
		handle: ({ agentId, state }) => {
			state.sessions.renew(agentId);
			return success({ guid: state.sessions.get(agentId)?.tell() });
		},
	},
	{
		name: 'handshake',
		method: 'POST',
		path: '/onlineagent/{agentid}/handshake',
		role: 'guid',
		handle: ({ header }) => {
			const token = header('service_token');
			if (token !== undefined && !SERVICE_TOKEN.test(token)) throw new Refusal('100-001');
			return { reply: { message: 'success', retcode: '0' } };
		},
	},
	{
		name: 'getAgentEvent',
		method: 'GET',
		path: '/agentevent/{agentid}',
		role: 'guid',
		handle: async ({ agentId, state, settings, gone }) => {
			for (
				let waitedMs = 0;
				waitedMs < settings.pollWaitMs && !state.hasNews(agentId) && !gone.aborted;
				waitedMs += POLL_STEP_MS
			) {
				await sleep(Math.min(POLL_STEP_MS, settings.pollWaitMs - waitedMs));
			}
			// An event must not be lost with a client that has gone.
			const event = gone.aborted ? undefined : state.takeEvent(agentId);
			return event === undefined
				? { reply: { message: '', retcode: '0' } }
				: { reply: { message: 'success', retcode: '0', event } };
		},
	},
];

/** What an interface answers when it has nothing to complain about. */
function success(result: unknown): Outcome {
	return { reply: { message: 'success', retcode: '0', result } };
}

function checkSignIn(fields: Fields | undefined): void {
	if (fields === undefined) throw new Refusal('100-001');
	for (const [name, limit] of Object.entries(SIGN_IN_TEXT_LIMITS)) {
		const value = fields[name] ?? '';
		if (typeof value !== 'string' || value.length > limit) throw new Refusal('100-001');
	}
}

function signIn({ agentId, state, settings }: Inquiry): Outcome {
	const { guid, cookie } = state.sessions.signIn(agentId);
	const result = {
		vdnid: 1,
		workno: agentId,
		mediatype: 'TTF',
		loginTime: settings.now(),
		isForceChange: false,
	};
	const headers = {
		'Set-GUID': `JSESSIONID=${guid}`,
		Guid: guid,
		'Set-Cookie': `${cookie}; Path=/; Secure; HttpOnly`,
	};
	return { ...success(result), headers };
}
