import { spawn } from 'node:child_process';
import https from 'node:https';
import path from 'node:path';
import { OTHER_NAME, startSimulator, type Simulator, type SimulatorOptions } from './simulator';
import { readCommandLine } from './simulator/cli';
import { inCall, send, setCallData } from './simulator/client';
import { isFields, text } from './simulator/parse';

const running: Simulator[] = [];

async function start(options?: SimulatorOptions): Promise<Simulator> {
	const simulator = await startSimulator(options);
	running.push(simulator);
	return simulator;
}

afterAll(() => Promise.all(running.map((simulator) => simulator.stop())));

describe('TLS', () => {
	const open = (simulator: Simulator, options: https.RequestOptions = {}): Promise<unknown> =>
		send(simulator, 'GET', '/', { ...options, headers: {} }).then(({ status }) => status);

	test.each(['ec', 'rsa'] as const)(
		'its CA is enough to trust it, with %s keys',
		async (keyType) => {
			const simulator = await start({ keyType, certificateNames: ['gw.example.com', '10.0.0.1'] });
			expect(await open(simulator)).toBe(404);
			expect(await open(simulator, { servername: 'gw.example.com' })).toBe(404);
			await expect(open(simulator, { ca: undefined })).rejects.toMatchObject({
				code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			});
			expect(simulator.failedHandshakes).toBe(0);
		},
	);

	test('another simulator is an unknown CA', async () => {
		const [simulator, other] = [await start(), await start()];
		await expect(open(simulator, { ca: other.ca })).rejects.toThrow(/certificate/);
	});

	test('expired', async () => {
		const simulator = await start({ certificate: 'expired' });
		await expect(open(simulator)).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
	});

	test('wrongName fits another name only', async () => {
		const simulator = await start({ certificate: 'wrongName' });
		await expect(open(simulator)).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
		expect(await open(simulator, { servername: OTHER_NAME })).toBe(404);
	});

	test('selfSigned is trusted by itself', async () => {
		const simulator = await start({ certificate: 'selfSigned' });
		await expect(open(simulator, { ca: undefined })).rejects.toMatchObject({
			code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
		});
		expect(await open(simulator)).toBe(404);
	});

	test('1.2 only, 1.3 only, and refuses what it does not offer', async () => {
		const only12 = await start({ tls: { maxVersion: 'TLSv1.2' } });
		const only13 = await start({ tls: { minVersion: 'TLSv1.3' } });
		expect(await open(only12)).toBe(404);
		await expect(open(only12, { minVersion: 'TLSv1.3' })).rejects.toThrow();
		await expect(open(only13, { maxVersion: 'TLSv1.2' })).rejects.toThrow();
		expect([only12.failedHandshakes, only13.failedHandshakes]).toEqual([1, 1]);
	});

	test('1.1 only, for those who insist', async () => {
		const simulator = await start({ tls: { maxVersion: 'TLSv1.1' } });
		await expect(open(simulator)).rejects.toMatchObject({ code: /TLS|SSL/ });
		const old = { minVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' } as const;
		expect(await open(simulator, old)).toBe(404);
	});
});

describe('what it counts', () => {
	test('connections, handshakes full and resumed, requests', async () => {
		const simulator = await start();
		const caller = inCall(simulator);
		const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
		const set = (): Promise<unknown> => setCallData(simulator, caller, {}, { agent });
		await set();
		await set();
		expect([simulator.connections, simulator.handshakes, simulator.openSockets]).toEqual([1, 1, 1]);
		simulator.dropIdleConnections();
		while (simulator.openSockets > 0) await new Promise((resolve) => setTimeout(resolve, 5));
		await set();
		expect([simulator.connections, simulator.handshakes]).toEqual([2, 2]);
		expect([simulator.resumedHandshakes, simulator.requestCount]).toEqual([1, 3]);
		agent.destroy();
	});

	test('each request with what a test wants to know', async () => {
		const simulator = await start();
		const caller = inCall(simulator);
		await setCallData(simulator, caller, { calldata: 'ä' });
		expect(simulator.requests).toEqual([
			expect.objectContaining({
				name: 'setCallAppDataEx',
				method: 'PUT',
				path: '/agentgateway/resource/calldata/101/setcalldataex',
				agentId: '101',
				callId: caller.callId,
				callDataLength: 2,
				connection: 'new',
				status: 200,
				isAnswered: true,
				retcode: '0',
				body: JSON.stringify({ callid: caller.callId, calldata: 'ä' }),
			}),
		]);
		expect(simulator.requests[0]?.headers.guid).toBe(caller.guid);
		expect(simulator.requests[0]?.headerNames.slice(0, 2)).toEqual(['Content-Type', 'Guid']);
	});

	test('nothing after a reset', async () => {
		const simulator = await start();
		const caller = inCall(simulator);
		simulator.failNext({ kind: 'html' }, { times: 2 });
		await setCallData(simulator, caller, {});
		simulator.reset();
		expect([simulator.requests.length, simulator.connections]).toEqual([0, 0]);
		expect((await setCallData(simulator, caller, {})).reply.retcode).toBe('100-006');
	});
});

describe('restart', () => {
	test('keeps port, CA and state, and drops connections', async () => {
		const simulator = await start();
		const caller = inCall(simulator);
		const { port, ca } = simulator;
		const restarted = simulator.restart({ downMs: 50 });
		await expect(setCallData(simulator, caller, {})).rejects.toMatchObject({
			code: 'ECONNREFUSED',
		});
		await restarted;
		expect([simulator.port, simulator.ca]).toEqual([port, ca]);
		expect((await setCallData(simulator, caller, { calldata: 'x' })).reply.retcode).toBe('0');
	});

	test('changes the certificate', async () => {
		const simulator = await start();
		await simulator.restart({ certificate: 'expired' });
		await expect(send(simulator, 'GET', '/')).rejects.toMatchObject({ code: 'CERT_HAS_EXPIRED' });
	});
});

test('stop ends requests that wait, and nobody listens any more', async () => {
	const simulator = await start();
	const caller = inCall(simulator);
	simulator.failNext({ kind: 'delay', ms: 60_000 });
	const waiting = setCallData(simulator, caller, { calldata: 'x' });
	const polling = send(simulator, 'GET', '/agentevent/101', { headers: { guid: caller.guid } });
	while (simulator.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
	const ended = Promise.allSettled([waiting, polling]);
	await simulator.stop();
	expect((await ended)[0].status).toBe('rejected');
	await expect(send(simulator, 'GET', '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
	await simulator.stop();
});

test('start refuses a port that is taken', async () => {
	const { port } = await start();
	await expect(start({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	await expect(start({ controlPort: port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

describe('the control interface', () => {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await start();
	});

	beforeEach(() => {
		simulator.reset();
	});

	async function control(method: string, target: string, body?: unknown): Promise<unknown> {
		const response = await fetch(simulator.controlUrl + target, {
			method,
			headers: { Connection: 'close' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		expect(response.status).toBe(200);
		return response.json();
	}

	test('signs agents in, starts and ends calls, one or many', async () => {
		const agents = Array.from({ length: 1000 }, (_, index) => ({ agentId: String(101 + index) }));
		expect(await control('POST', '/agents', agents)).toHaveLength(1000);
		expect(await control('POST', '/agents', { agentId: '101' })).toEqual({
			guid: expect.stringContaining('AgentGateway1') as unknown,
			cookie: expect.stringContaining('huaweielbsession=') as unknown,
		});
		const one = { agentId: '101', callId: '1-2', kind: 'multimedia' };
		expect(await control('POST', '/calls', one)).toEqual({ callId: '1-2' });
		expect(await control('POST', '/calls', agents)).toHaveLength(1000);
		await control('DELETE', '/calls/1-2');
		expect(() => {
			simulator.endCall('1-2');
		}).toThrow('no active call');
	});

	test('transfers calls, adds agents to them and takes agents out', async () => {
		const callId = simulator.startCall('101');
		await control('POST', '/join', { callId, agentId: '102' });
		await control('POST', '/leave', { callId, agentId: '101' });
		expect(await control('GET', '/calls?agentid=101')).toEqual([]);
		expect(await control('GET', '/calls?agentid=102')).toEqual([callId]);
		await control('POST', '/move', { callId, agentId: '103' });
		expect(await control('GET', '/calls?agentid=103')).toEqual([callId]);
	});

	test('signs out and renews a Guid', async () => {
		simulator.signIn('101');
		const callId = simulator.startCall('101');
		const renewed = await control('POST', '/guids', { agentId: '101' });
		const guid = isFields(renewed) ? text(renewed, 'guid') : '';
		const caller = { agentId: '101', guid, callId };
		expect((await setCallData(simulator, caller, {})).reply.retcode).toBe('0');
		await control('DELETE', '/agents/101');
		expect((await setCallData(simulator, caller, {})).reply.retcode).toBe('100-006');
	});

	test('tells state, CA, history and call data', async () => {
		const caller = inCall(simulator);
		await setCallData(simulator, caller, { calldata: 'x' });
		expect(await control('GET', '/state')).toMatchObject({
			url: simulator.url,
			requests: 1,
			connections: 1,
			handshakes: 1,
		});
		expect(await control('GET', '/ca')).toEqual({ ca: simulator.ca });
		expect(await control('GET', `/history?callid=${caller.callId}`)).toEqual([
			{
				order: 1,
				atMs: expect.any(Number) as unknown,
				callId: caller.callId,
				agentId: '101',
				value: 'x',
			},
		]);
		const target = `/calldata?callid=${caller.callId}`;
		expect(await control('GET', target)).toEqual({ callData: 'x' });
		expect(await control('GET', '/calldata?callid=none')).toEqual({ callData: null });
	});

	test('tells the requests without their secrets', async () => {
		const caller = inCall(simulator);
		await setCallData(simulator, caller, { calldata: 'secret' });
		const requests = await control('GET', '/requests');
		expect(requests).toEqual([expect.objectContaining({ callDataLength: 6, retcode: '0' })]);
		expect(JSON.stringify(requests)).not.toMatch(/secret/);
		expect(JSON.stringify(requests)).not.toContain(caller.guid);
	});

	test('plans every kind of fault', async () => {
		const caller = inCall(simulator);
		const faults = [
			{ kind: 'delay', ms: 1 },
			{ kind: 'html', text: 'x' },
			{ kind: 'status', status: 503, retryAfter: 1 },
			{ kind: 'retcode', retcode: '000-004', message: 'x' },
			{ kind: 'retcode', retcode: 5 },
			{ kind: 'missingRetcode' },
			{ kind: 'notJson' },
			{ kind: 'emptyBody' },
			{ kind: 'redirect', location: '/' },
			{ kind: 'closeAfter' },
			{ kind: 'slow', pauseMs: 0, chunkBytes: 50 },
			{ kind: 'huge', bytes: 10 },
			{ kind: 'echo' },
			{ kind: 'truncated' },
			{ kind: 'resetBefore' },
			{ kind: 'resetAfter' },
		];
		for (const fault of faults) await control('POST', '/faults', { fault, path: 'setcalldataex' });
		for (const [index] of faults.entries()) {
			await setCallData(simulator, caller, { calldata: `${index}` }).catch(() => undefined);
		}
		expect(simulator.requests.map(({ fault }) => fault)).toEqual(faults.map(({ kind }) => kind));
	});

	test('sets the rate, drops connections, restarts, resets', async () => {
		const caller = inCall(simulator);
		const faults = [{ kind: 'status', status: 500 }];
		await control('POST', '/rate', { rate: 1, faults, agentId: '101' });
		expect((await setCallData(simulator, caller, {})).status).toBe(500);
		await control('POST', '/rate', { rate: 0 });
		await control('POST', '/drop');
		await control('POST', '/restart', { downMs: 1, certificate: 'valid' });
		await control('POST', '/restart');
		expect((await setCallData(simulator, caller, {})).status).toBe(200);
		await control('POST', '/reset');
		expect(simulator.requestCount).toBe(0);
	});

	test.each([
		['GET', '/nothing', undefined, 'No such command'],
		['POST', '/agents', '[1]', 'A JSON object is needed'],
		['POST', '/agents', '{"agentId":101}', "'agentId' has to be a string"],
		['POST', '/calls', '{"agentId":"101","kind":"fax"}', 'voice, multimedia'],
		['POST', '/faults', '{"fault":{"kind":"fire"}}', 'resetBefore'],
		['POST', '/faults', '{"fault":{"kind":"delay","ms":-1}}', "'ms' has to be a number"],
		['POST', '/faults', '{"fault":1}', 'a fault has to be an object'],
		['POST', '/faults', '{', 'JSON'],
		['POST', '/rate', '{"rate":1,"faults":1}', 'has to be a list'],
		['POST', '/move', '{"callId":"none","agentId":"101"}', 'no active call none'],
		['DELETE', '/calls/none', undefined, 'no active call none'],
	])('answers %s %s %s with the reason', async (method, target, body, reason) => {
		const response = await fetch(simulator.controlUrl + target, {
			method,
			headers: { Connection: 'close' },
			...(body === undefined ? {} : { body }),
		});
		expect(response.status).toBe(400);
		expect(await response.json()).toEqual({ error: expect.stringContaining(reason) as unknown });
	});
});

describe('the command line', () => {
	const MAIN = path.join(__dirname, 'simulator', 'main.ts');

	/** Runs it, sends `signal` once `until` is printed, gives exit code and output. */
	function run(args: string[], until?: RegExp): Promise<{ code: number | null; output: string }> {
		return new Promise((resolve) => {
			const child = spawn(process.execPath, ['--import', 'tsx', MAIN, ...args]);
			let output = '';
			const take = (chunk: Buffer): void => {
				output += chunk.toString();
				// Once: a second one can meet a process that no longer listens to it.
				if (!child.killed && until?.test(output) === true) child.kill('SIGINT');
			};
			child.stdout.on('data', take);
			child.stderr.on('data', take);
			child.on('close', (code) => {
				resolve({ code, output });
			});
		});
	}

	test('prints a credential that can be pasted, and stops on SIGINT', async () => {
		const { code, output } = await run(['--port', '0'], /Ctrl-C stops/);
		expect(output).toMatch(/CC-Gateway simulator: https:\/\/127\.0\.0\.1:\d+ {3}control: http:/);
		expect(output).toMatch(/Guid +\S+\.AgentGateway1 {3}\(agent 101, in call \d+-\d+\)/);
		expect(output).toContain('-----BEGIN CERTIFICATE-----');
		expect(output).toMatch(/Stopped\.\n$/);
		expect(code).toBe(0);
	});

	test('takes the wordings of a success, one or several', () => {
		const wordingsIn = (...args: string[]): unknown =>
			readCommandLine(args).options.successMessages;
		expect(wordingsIn()).toEqual(['success']);
		const two = ['--success-message', 'operation success', '--success-message', ''];
		expect(wordingsIn(...two)).toEqual(['operation success', '']);
	});

	test('prints each new Guid in dynamic mode', async () => {
		const args = ['--port', '0', '--auth', 'dynamic', '--interval', '0.3', '--agents', '101,102'];
		const { code, output } = await run(args, /New Guid of agent 102: \S+\.AgentGateway1/);
		expect(output).toContain('New Guid of agent 101: ');
		expect(code).toBe(0);
	});

	test('explains itself', async () => {
		const { code, output } = await run(['--help']);
		expect(output).toMatch(/--port +HTTPS port; 0: a free one \[8043\]/);
		expect(code).toBe(0);
	});

	test.each([
		[['--certificate', 'none'], '--certificate: has to be one of: valid, expired'],
		[['--port', 'x'], '--port: has to be a number'],
		[['--fault', '{"kind":"fire"}'], '--fault: has to be one of: delay'],
		[['--no-such-option'], "Unknown option '--no-such-option'"],
	])('refuses %j', async (args, reason) => {
		const { code, output } = await run(args);
		expect(output).toContain(reason);
		expect(code).toBe(1);
	});
});
