import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { EgressFilter } from '../nodes/CcGateway/wire/egress';
import type { WireFailure } from '../nodes/CcGateway/wire/wireError';
import { OTHER_NAME, type Simulator, type SimulatorOptions, startSimulator } from './simulator';
import { sendFromChild } from './support/child';
import { connectionTo, sendText, wireErrorOf } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';
import { certify, newHolder } from './support/identity';
import { type OtherServer, startHttps, startPlainHttp } from './support/servers';

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

async function refusal(more: object = {}): Promise<WireFailure> {
	const { failure, wasSent } = await wireErrorOf(sendText(connectionTo(simulator, more), agent));
	expect(wasSent).toBe(false);
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

	test('that has expired, with the time since when, over one connection only', async () => {
		await start({ certificate: 'expired' });
		const failure = await refusal();
		expect(failure).toMatchObject(untrusted('expired'));
		const validToMs = Date.parse('validTo' in failure ? (failure.validTo ?? '') : '');
		expect(Math.abs(Date.now() - DAY_MS - validToMs)).toBeLessThan(60_000);
		expect(simulator.connections).toBe(1);
	});

	test('that has expired: every connection goes where the egress policy leads', async () => {
		await start({ certificate: 'expired' });
		const names: string[] = [];
		const egress: EgressFilter = {
			validateUrl: () => Promise.resolve({ ok: true }),
			createSecureLookup: () => (name, _options, onResult) => {
				names.push(name);
				onResult(null, simulator.host, 4);
			},
		};
		const connection = connectionTo(simulator, { host: 'gateway.example.com' });
		const { failure } = await wireErrorOf(sendText(connection, agent, 'text', { egress }));
		const validTo = expect.stringContaining('GMT') as string;
		const { origin } = connection;
		expect(failure).toEqual({ kind: 'untrusted', origin, reason: 'expired', validTo });
		expect(names).toEqual(['gateway.example.com']);
		expect(simulator.connections).toBe(1);
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
		const { failure, wasSent } = await wireErrorOf(sendText(connectionTo(simulator), agent));
		expect(failure).toEqual(untrusted('wrongName'));
		expect(wasSent).toBe(false);
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

describe('a certificate without a name, at a bare IP address,', () => {
	let server: OtherServer;

	afterEach(async () => {
		await server.stop();
	});

	beforeEach(() => start());

	type Identity = Awaited<ReturnType<typeof certify>>;

	/** What comes of a request to a server that shows one certificate when another one is pasted. */
	async function come(shown: Identity, pasted: string, more: object = {}): Promise<unknown> {
		server = await startHttps((_request, response) => response.end('{}'), shown);
		const connection = connectionTo({ ...server, ca: pasted }, more);
		const outcome = sendText(connection, agent);
		try {
			return (await outcome).status;
		} catch {
			const { failure, wasSent } = await wireErrorOf(outcome);
			expect(wasSent).toBe(false);
			return 'reason' in failure ? failure.reason : failure;
		}
	}

	test('is trusted when exactly this one is pasted', async () => {
		const shown = await certify(await newHolder());
		expect(await come(shown, shown.cert)).toBe(200);
	});

	test('is trusted when exactly this one is pasted, whoever issued it', async () => {
		const issuer = await newHolder('ec', 'CN=Unknown CA');
		const shown = await certify(await newHolder(), { issuer });
		expect(await come(shown, shown.cert)).toBe(200);
	});

	test('is trusted when it is pasted among others', async () => {
		const shown = await certify(await newHolder());
		expect(await come(shown, simulator.ca + shown.cert)).toBe(200);
	});

	test('is trusted whatever TLS Server Name says', async () => {
		const shown = await certify(await newHolder());
		expect(await come(shown, shown.cert, { tlsServerName: OTHER_NAME })).toBe(200);
	});

	test('is refused as expired when it has, though it is pasted', async () => {
		const shown = await certify(await newHolder(), { isExpired: true });
		expect(await come(shown, shown.cert)).toBe('expired');
	});

	test('is refused as expired when it has, though it is pasted, whoever issued it', async () => {
		const issuer = await newHolder('ec', 'CN=Unknown CA');
		const shown = await certify(await newHolder(), { issuer, isExpired: true });
		expect(await come(shown, shown.cert)).toBe('expired');
	});

	test.each([{}, { names: ['gateway.example.com'] }])(
		'is refused when another one of the same key is pasted: %j',
		async (options) => {
			const holder = await newHolder();
			const pasted = await certify(holder);
			const shown = await certify(holder, options);
			expect(['selfSigned', 'wrongName']).toContain(await come(shown, pasted.cert));
		},
	);

	test('is refused when its CA is pasted: the name still matters', async () => {
		const issuer = await newHolder('ec', 'CN=Private CA');
		const { cert } = await certify(issuer, { isCa: true });
		const shown = await certify(await newHolder(), { issuer });
		expect(await come(shown, cert)).toBe('wrongName');
	});

	test('is refused when another one of the same unknown CA is pasted', async () => {
		const issuer = await newHolder('ec', 'CN=Unknown CA');
		const pasted = await certify(await newHolder(), { issuer });
		const shown = await certify(await newHolder(), { issuer });
		expect(await come(shown, pasted.cert)).toBe('unknownCa');
	});

	test('is refused when the pasted one has issued it, but is no CA', async () => {
		const issuer = await newHolder('ec', 'CN=Gateway 1');
		const pasted = await certify(issuer);
		const shown = await certify(await newHolder(), { issuer, names: ['127.0.0.1'] });
		expect(['unknownCa', 'other']).toContain(await come(shown, pasted.cert));
	});
});

describe('a key or a signature that is too weak is refused as that:', () => {
	const WEAK = { ciphers: 'DEFAULT:@SECLEVEL=0' };
	let server: OtherServer;

	beforeEach(() => start());

	async function expectWeak(identity: Parameters<typeof startHttps>[1], ca: string): Promise<void> {
		server = await startHttps((_request, response) => response.end('{}'), { ...identity, ...WEAK });
		try {
			const connection = connectionTo({ ...server, ca });
			const error = await wireErrorOf(sendText(connection, agent));
			const failure = { kind: 'untrusted', origin: connection.origin, reason: 'weakKey' };
			expect(error).toMatchObject({ failure, wasSent: false });
		} finally {
			await server.stop();
		}
	}

	test.each(['TLSv1.2', 'TLSv1.3'] as const)('RSA with 768 bits over %s', async (version) => {
		const shown = await certify(await newHolder('rsa 768'), { names: ['127.0.0.1'] });
		await expectWeak({ ...shown, minVersion: version, maxVersion: version }, shown.cert);
	});

	test.each(['rsa 768', 'rsa with SHA-1'] as const)('a CA that signs with %s', async (kind) => {
		const issuer = await newHolder(kind, 'CN=Weak CA');
		const { cert } = await certify(issuer, { isCa: true });
		const shown = await certify(await newHolder(), { issuer, names: ['127.0.0.1'] });
		await expectWeak(shown, cert);
	});
});

describe('a gateway that insists on a client certificate', () => {
	beforeEach(() => start());

	test.each(['TLSv1.2', 'TLSv1.3'] as const)(
		'over %s is told from others, and nothing was carried out',
		async (version) => {
			let requests = 0;
			const server = await startHttps(
				(_request, response) => {
					requests += 1;
					response.end('{}');
				},
				{ requestCert: true, minVersion: version, maxVersion: version },
			);
			try {
				const connection = connectionTo(server);
				const error = await wireErrorOf(sendText(connection, agent));
				const { origin } = connection;
				const failure = { kind: 'untrusted', origin, reason: 'clientCertificate' };
				expect(error).toMatchObject({ failure, wasSent: false });
				expect(requests).toBe(0);
			} finally {
				await server.stop();
			}
		},
	);
});

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
			const error = await wireErrorOf(sendText(connectionTo(plain), agent));
			const failure = { kind: 'untrusted', reason: 'notTls' };
			expect(error).toMatchObject({ failure, wasSent: false });
		} finally {
			await plain.stop();
		}
	});
});
