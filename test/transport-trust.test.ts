import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Failure } from '../nodes/CcGateway/gateway/failure';
import { OTHER_NAME, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { connectionTo, errorOf, sendText } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { type OtherServer, startPlainHttp } from './support/servers';

const DAY_MS = 86_400_000;

let simulator: Simulator;
let agent: Agent;

afterEach(() => simulator.stop());

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	agent = putThrough(simulator, '20001');
}

/** Does something that makes certificates, as if on another day. */
async function onDay<T>(days: number, make: () => Promise<T>): Promise<T> {
	const nowMs = Date.now();
	const clock = jest.spyOn(Date, 'now').mockReturnValue(nowMs + days * DAY_MS);
	try {
		return await make();
	} finally {
		clock.mockRestore();
	}
}

async function refusal(more: object = {}): Promise<Failure> {
	const { failure } = await errorOf(sendText(connectionTo(simulator, more), agent));
	expect(simulator.requestCount).toBe(0);
	return failure;
}

async function status(more: object = {}): Promise<number> {
	return (await sendText(connectionTo(simulator, more), agent)).status;
}

const untrusted = (reason: string) => ({ kind: 'untrusted', origin: simulator.url, reason });

describe('a certificate is trusted', () => {
	test.each(['127.0.0.1', 'localhost'])(
		'from a private CA in the credential, for %s',
		async (host) => {
			await start();
			expect(await status({ host })).toBe(200);
		},
	);

	test('for an IPv6 address', async () => {
		await start({ host: '::1' });
		expect(await status({ host: '[::1]' })).toBe(200);
	});

	test('with an RSA key', async () => {
		await start({ keyType: 'rsa' });
		expect(await status()).toBe(200);
	});

	test('over TLS 1.2', async () => {
		await start({ tls: { maxVersion: 'TLSv1.2' } });
		expect(await status()).toBe(200);
	});

	test('that is self-signed and pasted itself', async () => {
		await start({ certificate: 'selfSigned' });
		expect(await status()).toBe(200);
	});

	test('from one of several CAs in the credential', async () => {
		await start();
		const other = await startSimulator();
		try {
			expect(await status({ ca: other.ca + simulator.ca })).toBe(200);
		} finally {
			await other.stop();
		}
	});

	test('for TLS Server Name when Host is an IP address that is not in it', async () => {
		await start({ certificate: 'wrongName' });
		expect(await status({ tlsServerName: OTHER_NAME })).toBe(200);
	});

	test.each(['expired', 'selfSigned', 'wrongName'] as const)(
		'with Ignore SSL Issues, even when %s',
		async (certificate) => {
			await start({ certificate });
			expect(await status({ ca: '', ignoreSslIssues: true })).toBe(200);
		},
	);
});

describe('a certificate is refused, and nothing is sent', () => {
	test('from an unknown CA', async () => {
		await start();
		expect(await refusal({ ca: '' })).toEqual(untrusted('unknownCa'));
	});

	test('from another CA than the one in the credential', async () => {
		await start();
		const other = await startSimulator();
		try {
			expect(await refusal({ ca: other.ca })).toEqual(untrusted('unknownCa'));
		} finally {
			await other.stop();
		}
	});

	test('that is self-signed', async () => {
		await start({ certificate: 'selfSigned' });
		expect(await refusal({ ca: '' })).toEqual(untrusted('selfSigned'));
	});

	test('that has expired, with the time since when', async () => {
		await start({ certificate: 'expired' });
		const failure = await refusal();
		expect(failure).toMatchObject(untrusted('expired'));
		const validToMs = Date.parse('validTo' in failure ? (failure.validTo ?? '') : '');
		expect(Math.abs(Date.now() - DAY_MS - validToMs)).toBeLessThan(60_000);
	});

	test('whose CA has expired, without a time that is still to come', async () => {
		await onDay(-400, () => start());
		await simulator.restart({ certificate: 'valid' });
		expect(await refusal()).toEqual(untrusted('expired'));
	});

	test('that is not valid yet', async () => {
		await onDay(30, () => start());
		expect(await refusal()).toEqual(untrusted('notYetValid'));
	});

	test('for another name', async () => {
		await start({ certificate: 'wrongName' });
		expect(await refusal()).toEqual(untrusted('wrongName'));
		expect(await refusal({ host: 'localhost' })).toMatchObject({ reason: 'wrongName' });
	});

	test('for another name than TLS Server Name, even when it is for Host', async () => {
		await start();
		expect(await refusal({ tlsServerName: OTHER_NAME })).toEqual(untrusted('wrongName'));
	});

	test('after a good one: a connection that was trusted before does not help', async () => {
		await start();
		expect(await status()).toBe(200);
		await simulator.restart({ certificate: 'wrongName' });
		const { failure } = await errorOf(sendText(connectionTo(simulator), agent));
		expect(failure).toEqual(untrusted('wrongName'));
		expect(simulator.requestCount).toBe(1);
	});

	test('also with NODE_TLS_REJECT_UNAUTHORIZED=0 in the environment', async () => {
		await start({ certificate: 'wrongName' });
		const { outcomes } = await sendFromChild({
			server: simulator,
			agent,
			environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
		});
		expect(outcomes).toEqual([untrusted('wrongName')]);
		expect(simulator.requestCount).toBe(0);
	});
});

describe('a CA that Node.js trusts', () => {
	let folder: string;
	const environment = () => ({ NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem') });

	beforeEach(async () => {
		await start();
		folder = await mkdtemp(path.join(tmpdir(), 'cc-gateway-ca-'));
		await writeFile(path.join(folder, 'ca.pem'), simulator.ca);
	});

	afterEach(() => rm(folder, { recursive: true }));

	test('is trusted when CA Certificate is empty', async () => {
		const server = { ...simulatorAddress(), ca: '' };
		const { outcomes } = await sendFromChild({ server, agent, environment: environment() });
		expect(outcomes).toEqual([200]);
	});

	test('is not trusted when CA Certificate holds another one', async () => {
		const other = await startSimulator();
		await other.stop();
		const server = { ...simulatorAddress(), ca: other.ca };
		const { outcomes } = await sendFromChild({ server, agent, environment: environment() });
		expect(outcomes).toEqual([untrusted('unknownCa')]);
	});
});

function simulatorAddress() {
	const { host, port } = simulator;
	return { host, port };
}

describe('a server that does not speak the right TLS is refused:', () => {
	test('TLS 1.1 only', async () => {
		await start({ tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } });
		expect(await refusal()).toEqual(untrusted('tlsVersion'));
	});

	test('TLS 1.1 only, also with Ignore SSL Issues', async () => {
		await start({ tls: { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1' } });
		expect(await refusal({ ignoreSslIssues: true })).toEqual(untrusted('tlsVersion'));
	});

	test('plain HTTP', async () => {
		await start();
		const plain: OtherServer = await startPlainHttp();
		try {
			const { failure } = await errorOf(sendText(connectionTo(plain), agent));
			expect(failure).toMatchObject({ kind: 'untrusted', reason: 'notTls' });
		} finally {
			await plain.stop();
		}
	});
});
