import { startSimulator, type Simulator, type SimulatorOptions } from './simulator';
import { type Caller, inCall, type Received, send, setCallData } from './simulator/client';

const SET_PATH = '/calldata/101/setcalldataex';
const JSON_TYPE = { 'Content-Type': 'application/json; charset=UTF-8' };
const KB_16 = 16_384;

const running: Simulator[] = [];

async function start(options?: SimulatorOptions): Promise<Simulator> {
	const simulator = await startSimulator(options);
	running.push(simulator);
	return simulator;
}

afterAll(() => Promise.all(running.map((simulator) => simulator.stop())));

describe('setcalldataex', () => {
	let simulator: Simulator;
	let caller: Caller;

	beforeAll(async () => {
		simulator = await start();
	});

	beforeEach(() => {
		simulator.reset();
		caller = inCall(simulator);
	});

	const codeFor = async (
		fields: Record<string, unknown>,
		options: SimulatorOptions = {},
	): Promise<unknown> => {
		if (Object.keys(options).length === 0) {
			return (await setCallData(simulator, caller, fields)).reply.retcode;
		}
		const other = await start(options);
		return (await setCallData(other, inCall(other), fields)).reply.retcode;
	};

	test("answers like the document's example", async () => {
		const { status, headers, reply } = await setCallData(simulator, caller, {
			calldata: '1233',
			isDataEncoded: 'true',
		});
		expect(status).toBe(200);
		expect(headers['content-type']).toBe('application/json;charset=UTF-8');
		expect(reply).toEqual({ result: {}, message: 'success', retcode: '0' });
	});

	test('stores the text as it came', async () => {
		await setCallData(simulator, caller, { calldata: 'Grüße, 客户 😀' });
		expect(simulator.callData(caller.callId)).toBe('Grüße, 客户 😀');
	});

	test('decodes Base64 when isDataEncoded is true', async () => {
		const calldata = Buffer.from('客户').toString('base64');
		await setCallData(simulator, caller, { calldata, isDataEncoded: true });
		expect(simulator.callData(caller.callId)).toBe('客户');
	});

	test('replaces the value and keeps the history in order', async () => {
		for (const calldata of ['first', 'second', '']) {
			await setCallData(simulator, caller, { calldata });
		}
		expect(simulator.callData(caller.callId)).toBe('');
		expect(simulator.history(caller.callId)).toEqual(['first', 'second', '']);
		const times = simulator.timedHistory(caller.callId).map(({ atMs }) => atMs);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	});

	test('changes nothing when calldata is absent', async () => {
		expect(await codeFor({})).toBe('0');
		expect(simulator.history(caller.callId)).toEqual([]);
	});

	test.each(['400-002', '000-002'] as const)('refuses empty call data with %s', async (code) => {
		expect(await codeFor({ calldata: '' }, { emptyCallData: code })).toBe(code);
		expect(await codeFor({}, { emptyCallData: code })).toBe(code);
	});

	test.each(['GET', 'POST', 'DELETE', 'PATCH'])('refuses %s with 405', async (method) => {
		const { status, headers } = await send(simulator, method, SET_PATH, {
			headers: { ...JSON_TYPE, Guid: caller.guid },
		});
		expect(status).toBe(405);
		expect(headers.allow).toBe('PUT');
	});

	test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=GBK'])(
		'refuses the Content-Type %s with 415',
		async (type) => {
			const { status } = await setCallData(
				simulator,
				caller,
				{ calldata: 'x' },
				{ headers: { 'Content-Type': type } },
			);
			expect(status).toBe(415);
			expect(simulator.history(caller.callId)).toEqual([]);
		},
	);

	test.each(['100', '60000', '0101', '+101', '101x', '999999'])(
		'refuses agent %s with 000-002',
		async (agentId) => {
			const { reply } = await setCallData(simulator, { ...caller, agentId }, { calldata: 'x' });
			expect(reply.retcode).toBe('000-002');
		},
	);

	test('takes agents up to 59999, and up to 999999 when told so', async () => {
		const wide = await start({ agentIdMax: 999999 });
		const codes = [
			await setCallData(simulator, inCall(simulator, '59999'), { calldata: 'x' }),
			await setCallData(wide, inCall(wide, '999999'), { calldata: 'x' }),
		].map(({ reply }) => reply.retcode);
		expect(codes).toEqual(['0', '0']);
	});

	test('answers an agent id out of range with 404 when told so', async () => {
		const other = await start({ badAgentId: '404' });
		const { status } = await setCallData(other, inCall(other, '100'), { calldata: 'x' });
		expect(status).toBe(404);
	});

	test('refuses an agent that is not signed in with 100-006', async () => {
		const { reply } = await setCallData(simulator, { ...caller, agentId: '102' }, {});
		expect(reply.retcode).toBe('100-006');
	});

	test.each(['100-006', '000-003'] as const)('refuses a wrong Guid with %s', async (wrongGuid) => {
		const other = await start({ wrongGuid });
		const agent = inCall(other);
		const { guid } = inCall(other, '102');
		const wrong = await setCallData(other, { ...agent, guid }, { calldata: 'x' });
		const none = await send(other, 'PUT', SET_PATH, { headers: JSON_TYPE, body: '{}' });
		expect([wrong.reply.retcode, none.reply.retcode]).toEqual([wrongGuid, wrongGuid]);
		expect(other.history(agent.callId)).toEqual([]);
	});

	test('insists on the sticky cookie when told so', async () => {
		const other = await start({ requireCookie: true });
		const { guid, cookie } = other.signIn('101');
		const agent = { agentId: '101', guid, callId: other.startCall('101') };
		const without = await setCallData(other, agent, {});
		const headers = { Cookie: `a=b; ${cookie}` };
		const withIt = await setCallData(other, agent, {}, { headers });
		expect([without.reply.retcode, withIt.reply.retcode]).toEqual(['100-006', '0']);
	});

	test.each([
		['a number as callid', { callid: 1 }],
		['a number as calldata', { calldata: 1 }],
		['an object as calldata', { calldata: {} }],
		['null as calldata', { calldata: null }],
		['a number as isDataEncoded', { isDataEncoded: 1 }],
		['another string as isDataEncoded', { isDataEncoded: 'yes' }],
		['a field that the document does not list', { calldata: 'x', priority: '1' }],
		['Base64 without its padding', { calldata: 'MTI', isDataEncoded: true }],
		['URL-safe Base64', { calldata: '-_8=', isDataEncoded: true }],
		['Base64 with a line break', { calldata: 'MTIz\nMTIz', isDataEncoded: true }],
		['plain text as Base64', { calldata: 'customer 1', isDataEncoded: 'true' }],
	])('refuses %s with 000-002', async (_, fields) => {
		expect(await codeFor(fields)).toBe('000-002');
		expect(simulator.history(caller.callId)).toEqual([]);
	});

	test.each([
		['no JSON', 'calldata=x'],
		['a JSON array', '[]'],
		['an empty body', ''],
		['a body that is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
	])('refuses %s with 000-002', async (_, body) => {
		const headers = { ...JSON_TYPE, Guid: caller.guid };
		const { reply } = await send(simulator, 'PUT', SET_PATH, { headers, body });
		expect(reply.retcode).toBe('000-002');
	});

	test('refuses the string "true" and takes unknown fields when told so', async () => {
		const fields = { calldata: 'MTIz', isDataEncoded: 'true' };
		expect(await codeFor(fields, { stringBoolean: '000-002' })).toBe('000-002');
		expect(await codeFor({ more: 1 }, { unknownFields: 'accept' })).toBe('0');
	});

	test.each([
		['16,384 bytes of text', KB_16, 'x', false, '0'],
		['16,385 bytes of text', KB_16 + 1, 'x', false, '000-002'],
		['5,461 characters of three bytes', 5461, '客', false, '0'],
		['5,462 characters of three bytes', 5462, '客', false, '000-002'],
		['16,384 bytes before Base64', KB_16, 'x', true, '0'],
		['16,385 bytes before Base64', KB_16 + 1, 'x', true, '000-002'],
	])('answers %s with its retcode', async (_, count, letter, isDataEncoded, code) => {
		const original = letter.repeat(count);
		const calldata = isDataEncoded ? Buffer.from(original).toString('base64') : original;
		expect(await codeFor({ calldata, isDataEncoded })).toBe(code);
	});

	test('has another limit when told so', async () => {
		expect(await codeFor({ calldata: 'xxx' }, { maxCallDataBytes: 2 })).toBe('000-002');
	});

	test('answers a body over 1 MiB with 413', async () => {
		const { status } = await setCallData(simulator, caller, { calldata: 'x'.repeat(1_100_000) });
		expect(status).toBe(413);
	});

	test("refuses an unknown, ended or other agent's call with 400-001", async () => {
		const { callId: foreign } = inCall(simulator, '102');
		simulator.endCall(caller.callId);
		const codes = [];
		for (const callid of ['1-1', caller.callId, foreign]) codes.push(await codeFor({ callid }));
		expect(codes).toEqual(['400-001', '400-001', '400-001']);
		expect(await codeFor({ callid: undefined })).toBe('400-001');
	});

	test('means the newest call when callid is omitted', async () => {
		const newest = simulator.startCall('101');
		await setCallData(simulator, caller, { callid: undefined, calldata: 'a' });
		await setCallData(simulator, caller, { callid: '', calldata: 'b' });
		expect(simulator.history(newest)).toEqual(['a', 'b']);
	});

	test.each(['oldest', '000-002'] as const)('does with several calls: %s', async (severalCalls) => {
		const other = await start({ severalCalls });
		const agent = inCall(other);
		other.startCall('101');
		const { reply } = await setCallData(other, agent, { callid: undefined, calldata: 'x' });
		expect(reply.retcode).toBe(severalCalls === 'oldest' ? '0' : '000-002');
		expect(other.history(agent.callId)).toEqual(severalCalls === 'oldest' ? ['x'] : []);
	});

	test('needs the callid of a multimedia call', async () => {
		const callid = simulator.startCall('101', undefined, 'multimedia');
		expect(await codeFor({ callid: undefined, calldata: 'x' })).toBe('000-002');
		expect(await codeFor({ callid, calldata: 'x' })).toBe('0');
	});
});

describe('calls that move', () => {
	let simulator: Simulator;
	let caller: Caller;
	let colleague: Caller;

	beforeAll(async () => {
		simulator = await start({ pollWaitMs: 0 });
	});

	beforeEach(() => {
		simulator.reset();
		caller = inCall(simulator);
		colleague = { ...caller, agentId: '102', guid: simulator.signIn('102').guid };
	});

	const codeOf = async (agent: Caller, callid?: string): Promise<unknown> =>
		(await setCallData(simulator, agent, { callid, calldata: agent.agentId })).reply.retcode;

	test("a transferred call is the other agent's only", async () => {
		simulator.moveCall(caller.callId, '102');
		expect([await codeOf(caller), await codeOf(caller, caller.callId)]).toEqual([
			'400-001',
			'400-001',
		]);
		expect([await codeOf(colleague), await codeOf(colleague, caller.callId)]).toEqual(['0', '0']);
		expect(simulator.history(caller.callId)).toEqual(['102', '102']);
	});

	test('the current call of an agent is the one that the agent came into last', async () => {
		const own = simulator.startCall('102');
		simulator.moveCall(caller.callId, '102');
		expect(simulator.callsOf('102')).toEqual([own, caller.callId]);
		await codeOf(colleague);
		expect(simulator.history(caller.callId)).toEqual(['102']);
		simulator.endCall(caller.callId);
		await codeOf(colleague);
		expect(simulator.history(own)).toEqual(['102']);
	});

	test('all agents of a conference write to the one call', async () => {
		simulator.joinCall(caller.callId, '102');
		expect([await codeOf(caller), await codeOf(colleague)]).toEqual(['0', '0']);
		expect(simulator.history(caller.callId)).toEqual(['101', '102']);
		simulator.leaveCall(caller.callId, '101');
		expect([await codeOf(caller), await codeOf(colleague)]).toEqual(['400-001', '0']);
		simulator.leaveCall(caller.callId, '102');
		expect(await codeOf(colleague, caller.callId)).toBe('400-001');
	});

	test('a conference ends for all, or for all but one', () => {
		simulator.joinCall(caller.callId, '102');
		simulator.moveCall(caller.callId, '102');
		expect([simulator.callsOf('101'), simulator.callsOf('102')]).toEqual([[], [caller.callId]]);
		simulator.joinCall(caller.callId, '101');
		simulator.endCall(caller.callId);
		expect([simulator.callsOf('101'), simulator.callsOf('102')]).toEqual([[], []]);
	});

	test('both agents are told', async () => {
		simulator.moveCall(caller.callId, '102');
		const poll = async ({ agentId, guid }: Caller): Promise<unknown> =>
			(await send(simulator, 'GET', `/agentevent/${agentId}`, { headers: { guid } })).reply.event;
		const event = (eventType: string): unknown => expect.objectContaining({ eventType });
		expect([await poll(colleague), await poll(colleague)]).toEqual([
			event('AgentEvent_Ringing'),
			event('AgentEvent_Talking'),
		]);
		for (const eventType of ['Ringing', 'Talking', 'Call_Release']) {
			expect(await poll(caller)).toEqual(event(`AgentEvent_${eventType}`));
		}
	});

	test('each value says who wrote it, on which call, and its place among all', async () => {
		const other = simulator.startCall('102');
		await codeOf(colleague);
		await codeOf(caller);
		simulator.moveCall(caller.callId, '102');
		await codeOf(colleague, caller.callId);
		const atMs = expect.any(Number) as unknown;
		expect([...simulator.timedHistory(caller.callId), ...simulator.timedHistory(other)]).toEqual([
			{ order: 2, callId: caller.callId, agentId: '101', value: '101', atMs },
			{ order: 3, callId: caller.callId, agentId: '102', value: '102', atMs },
			{ order: 1, callId: other, agentId: '102', value: '102', atMs },
		]);
		expect(simulator.requests.map(({ stored }) => stored)).toEqual([
			{ order: 1, callId: other },
			{ order: 2, callId: caller.callId },
			{ order: 3, callId: caller.callId },
		]);
	});

	test.each([
		[
			'a call that has ended',
			(call: string): void => {
				simulator.moveCall(call, '102');
			},
		],
		[
			'a conference with a call that has ended',
			(call: string): void => {
				simulator.joinCall(call, '102');
			},
		],
		[
			'leaving a call that has ended',
			(call: string): void => {
				simulator.leaveCall(call, '101');
			},
		],
	])('%s is refused', (_, change) => {
		simulator.endCall(caller.callId);
		expect(() => {
			change(caller.callId);
		}).toThrow(`there is no active call ${caller.callId}`);
	});

	test('coming in twice and leaving twice are refused', () => {
		expect(() => {
			simulator.joinCall(caller.callId, '101');
		}).toThrow('agent 101 is in call');
		expect(() => {
			simulator.leaveCall(caller.callId, '102');
		}).toThrow('agent 102 is not in call');
	});
});

test('a success has the configured wordings in turn', async () => {
	const long = 'the operation is complete '.repeat(40);
	const simulator = await start({ successMessages: ['operation success', '', long] });
	const caller = inCall(simulator);
	const said = [];
	for (let time = 0; time < 4; time++) {
		said.push((await setCallData(simulator, caller, { calldata: 'x' })).reply.message);
	}
	expect(said).toEqual(['operation success', '', long, 'operation success']);
	expect((await setCallData(simulator, { ...caller, callId: '1-1' }, {})).reply.message).toMatch(
		/^No call information/,
	);
});

describe('queries', () => {
	let simulator: Simulator;
	let caller: Caller;

	beforeAll(async () => {
		simulator = await start();
		caller = inCall(simulator);
		await setCallData(simulator, caller, { calldata: 'Grüße' });
	});

	const get = (path: string): Promise<Received> =>
		send(simulator, 'GET', `/calldata/101/${path}`, { headers: { guid: caller.guid } });

	test('appdata gives back what was set', async () => {
		const { reply } = await get(`appdata?callId=${caller.callId}`);
		expect(reply).toEqual({ message: '', retcode: '0', result: 'Grüße' });
	});

	test.each([
		['true', Buffer.from('Grüße').toString('base64')],
		['false', 'Grüße'],
		['TRUE', 'Grüße'],
	])('appdata with isEncodeResult=%s', async (flag, result) => {
		expect((await get(`appdata?isEncodeResult=${flag}`)).reply.result).toBe(result);
	});

	test('appdata gives back bytes that are no text', async () => {
		const binary = inCall(simulator, '103');
		await setCallData(simulator, binary, { calldata: '1233', isDataEncoded: true });
		const { reply } = await send(simulator, 'GET', '/calldata/103/appdata?isEncodeResult=true', {
			headers: { guid: binary.guid },
		});
		expect(reply.result).toBe('1233');
	});

	test('appdata has no result when it is refused', async () => {
		const { reply } = await get('appdata?callId=1-1');
		expect(Object.keys(reply).sort()).toEqual(['message', 'retcode']);
		expect(reply.retcode).toBe('400-001');
	});

	test.each([
		['100-007', '100-007', undefined],
		['empty', '0', ''],
	] as const)('appdata without a call: %s', async (noCallOnQuery, retcode, result) => {
		const other = await start({ noCallOnQuery });
		const { guid } = other.signIn('101');
		const { reply } = await send(other, 'GET', '/calldata/101/appdata', { headers: { guid } });
		expect([reply.retcode, reply.result]).toEqual([retcode, result]);
	});

	test('appdata refuses a wrong Guid', async () => {
		const { reply } = await send(simulator, 'GET', '/calldata/101/appdata');
		expect(reply.retcode).toBe('100-006');
	});

	test('allcallid lists the active calls', async () => {
		const more = simulator.startCall('101', '1456229294-1191');
		expect((await get('allcallid')).reply.result).toEqual([caller.callId, more]);
		simulator.endCall(more);
		expect((await get('allcallid')).reply.result).toEqual([caller.callId]);
	});

	test('callinfobycallid holds the call data', async () => {
		const { reply } = await get(`callinfobycallid/${caller.callId}`);
		expect(reply.result).toMatchObject({ callid: caller.callId, calldata: 'Grüße' });
		expect((await get('callinfobycallid/1-1')).reply.retcode).toBe('400-001');
	});

	test.each(['/calldata/101/holdlist', '/agentevent/allagentevent/x', '/%E0%A4%A', '/'])(
		'answers %s with 404, loud in the log and without the query',
		async (path) => {
			const lines: string[] = [];
			const other = await start({ log: (line) => lines.push(line) });
			const { status } = await send(other, 'GET', `${path}?calldata=secret`);
			expect(status).toBe(404);
			expect(lines).toEqual([expect.stringMatching(/^!!! 404 NO SUCH INTERFACE: GET /)]);
			expect(lines.join()).not.toContain('secret');
		},
	);
});

describe('sessions', () => {
	const password = JSON.stringify({ password: 'x', phonenum: '70001', status: 4 });

	test('sign in gives the Guid that the other interfaces take', async () => {
		const simulator = await start();
		const { headers, reply } = await send(simulator, 'PUT', '/onlineagent/101', {
			headers: JSON_TYPE,
			body: password,
		});
		expect(reply).toMatchObject({ retcode: '0', result: { workno: '101', mediatype: 'TTF' } });
		const guid = String(headers.guid);
		expect(guid).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\.AgentGateway1$/);
		expect(headers['set-guid']).toBe(`JSESSIONID=${guid}`);
		expect(headers['set-cookie']).toHaveLength(1);
		const caller = { agentId: '101', guid, callId: simulator.startCall('101') };
		expect((await setCallData(simulator, caller, { calldata: 'x' })).reply.retcode).toBe('0');
	});

	test('a second sign in is refused with 100-002, a forced one is not', async () => {
		const simulator = await start();
		const first = simulator.signIn('101');
		const options = { headers: JSON_TYPE, body: password };
		const second = await send(simulator, 'PUT', '/onlineagent/101', options);
		const forced = await send(simulator, 'PUT', '/onlineagent/101/forcelogin', options);
		expect([second.reply.retcode, forced.reply.retcode]).toEqual(['100-002', '0']);
		const old = await send(simulator, 'GET', '/calldata/101/allcallid', {
			headers: { guid: first.guid },
		});
		expect(old.reply.retcode).toBe('100-006');
	});

	test.each(['{"password":1}', `{"phonenum":"${'1'.repeat(25)}"}`, ''])(
		'sign in refuses %s with 100-001',
		async (body) => {
			const simulator = await start();
			const { reply } = await send(simulator, 'PUT', '/onlineagent/101', {
				headers: JSON_TYPE,
				body,
			});
			expect(reply.retcode).toBe('100-001');
		},
	);

	test('logout ends the session, but not during a call', async () => {
		const simulator = await start();
		const { guid, callId } = inCall(simulator);
		const logout = async (): Promise<unknown> =>
			(await send(simulator, 'DELETE', '/onlineagent/101/logout', { headers: { guid } })).reply
				.retcode;
		expect(await logout()).toBe('100-010');
		simulator.endCall(callId);
		expect(await logout()).toBe('0');
		expect(await logout()).toBe('100-006');
	});

	test('updateGuid gives the new Guid in the body', async () => {
		const simulator = await start();
		const { guid } = simulator.signIn('101');
		const update = (value: string): Promise<Received> =>
			send(simulator, 'PUT', '/onlineagent/101/updateGuid', { headers: { guid: value } });
		const { reply } = await update(guid);
		expect(reply.result).toEqual({ guid: expect.not.stringContaining(guid) as string });
		expect((await update(guid)).reply.retcode).toBe('100-006');
	});

	test('an agent that is silent for too long is signed out', async () => {
		let nowMs = 0;
		const simulator = await start({ signOutAfterMs: 120_000, now: () => nowMs });
		const caller = inCall(simulator);
		nowMs = 119_999;
		expect((await setCallData(simulator, caller, {})).reply.retcode).toBe('0');
		nowMs += 120_000;
		expect((await setCallData(simulator, caller, {})).reply.retcode).toBe('100-006');
	});

	test('the poll gives one event at a time and then an empty answer', async () => {
		const simulator = await start({ pollWaitMs: 0 });
		const { guid, callId } = inCall(simulator);
		simulator.endCall(callId);
		const poll = async (): Promise<unknown> =>
			(await send(simulator, 'GET', '/agentevent/101', { headers: { guid } })).reply;
		const event = (eventType: string, content: unknown): unknown =>
			expect.objectContaining({
				retcode: '0',
				event: expect.objectContaining({ eventType, workNo: '101', content }) as unknown,
			});
		expect(await poll()).toEqual(
			event('AgentEvent_Ringing', expect.objectContaining({ callid: callId })),
		);
		expect(await poll()).toEqual(event('AgentEvent_Talking', expect.anything()));
		expect(await poll()).toEqual(event('AgentEvent_Call_Release', callId));
		expect(await poll()).toEqual({ message: '', retcode: '0' });
	});

	test('the poll waits for an event', async () => {
		const simulator = await start({ pollWaitMs: 5000 });
		const { guid } = simulator.signIn('101');
		const polled = send(simulator, 'GET', '/agentevent/101', { headers: { guid } });
		setTimeout(() => simulator.startCall('101'), 150);
		expect((await polled).reply.event).toMatchObject({ eventType: 'AgentEvent_Ringing' });
	});
});

describe('the Guid in dynamic mode', () => {
	let nowMs = 0;

	const dynamic = (options: SimulatorOptions = {}): Promise<Simulator> =>
		start({ authMode: 'dynamic', pollWaitMs: 0, now: () => nowMs, ...options });
	const poll = (simulator: Simulator, guid: string): Promise<Received> =>
		send(simulator, 'GET', '/agentevent/101', { headers: { guid } });
	const codeWith = async (simulator: Simulator, caller: Caller, guid: string): Promise<unknown> =>
		(await setCallData(simulator, { ...caller, guid }, {})).reply.retcode;
	const guidOf = ({ headers }: Received): string =>
		String(headers['set-guid']).replace('JSESSIONID=', '');

	test('is renewed every 60 s; poll hands the new one out once', async () => {
		const simulator = await dynamic();
		const caller = inCall(simulator);
		nowMs += 59_999;
		expect((await poll(simulator, caller.guid)).headers['set-guid']).toBeUndefined();
		nowMs += 1;
		expect((await setCallData(simulator, caller, {})).headers['set-guid']).toBeUndefined();
		const polled = await poll(simulator, caller.guid);
		expect(await codeWith(simulator, caller, guidOf(polled))).toBe('0');
		expect((await poll(simulator, guidOf(polled))).headers['set-guid']).toBeUndefined();
	});

	test('is handed out by the handshake, too', async () => {
		const simulator = await dynamic({ guidGraceMs: 0 });
		const caller = inCall(simulator);
		const renewed = simulator.renewGuid('101');
		const shake = (token: string): Promise<Received> =>
			send(simulator, 'POST', '/onlineagent/101/handshake', {
				headers: { guid: caller.guid, service_token: token },
			});
		expect((await shake('no;such')).reply.retcode).toBe('100-001');
		expect(guidOf(await shake('token1'))).toBe(renewed);
	});

	test('lives on for its grace, 60 s, after it was replaced', async () => {
		const simulator = await dynamic();
		const caller = inCall(simulator);
		nowMs += 119_999;
		expect(await codeWith(simulator, caller, caller.guid)).toBe('0');
		nowMs += 1;
		expect(await codeWith(simulator, caller, caller.guid)).toBe('100-006');
	});

	test('dies at once without grace, but still opens the poll', async () => {
		const simulator = await dynamic({ guidGraceMs: 0, wrongGuid: '000-003' });
		const caller = inCall(simulator);
		nowMs += 60_000;
		expect(await codeWith(simulator, caller, caller.guid)).toBe('000-003');
		const renewed = guidOf(await poll(simulator, caller.guid));
		expect(await codeWith(simulator, caller, renewed)).toBe('0');
		expect((await poll(simulator, caller.guid)).reply.retcode).toBe('000-003');
	});

	test('comes with every answer when told so', async () => {
		const simulator = await dynamic({ guidOnEveryAnswer: true });
		const caller = inCall(simulator);
		nowMs += 60_000;
		const set = await setCallData(simulator, caller, {});
		expect(await codeWith(simulator, caller, guidOf(set))).toBe('0');
	});

	test('is told to onGuid when the clock renews it', async () => {
		const renewed = new Promise<[string, string]>((resolve) => {
			void start({
				authMode: 'dynamic',
				guidIntervalMs: 100,
				onGuid: (...news) => {
					resolve(news);
				},
			}).then((simulator) => simulator.signIn('101'));
		});
		expect(await renewed).toEqual(['101', expect.stringMatching(/\.AgentGateway1$/)]);
	});

	test('stays the same in static mode', async () => {
		const simulator = await start({ now: () => nowMs, pollWaitMs: 0 });
		const caller = inCall(simulator);
		nowMs += 600_000;
		expect((await poll(simulator, caller.guid)).headers['set-guid']).toBeUndefined();
		expect(await codeWith(simulator, caller, caller.guid)).toBe('0');
	});
});

describe('privacy of the log', () => {
	test('holds names and lengths, never call data, Guid or cookie', async () => {
		const lines: string[] = [];
		const simulator = await start({ log: (line) => lines.push(line) });
		const { guid, cookie } = simulator.signIn('101');
		const caller = { agentId: '101', guid, callId: simulator.startCall('101') };
		await setCallData(simulator, caller, { calldata: 'secret' }, { headers: { cookie } });
		const log = lines.join('\n');
		expect(log).toContain('setCallAppDataEx PUT agent=101');
		expect(log).toContain('calldatalength=6');
		for (const secret of ['secret', guid, cookie]) expect(log).not.toContain(secret);
	});
});
