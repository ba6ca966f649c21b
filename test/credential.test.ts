import { parseCredential, parseGuid } from '../nodes/CcGateway/fields/credential';
import { GatewayError } from '../nodes/CcGateway/gateway/failure';
import { checkAgentId, parseAgentId } from '../nodes/CcGateway/fields/ids';
import { type Simulator, startSimulator } from './simulator';

function refusal(work: () => unknown) {
	try {
		work();
	} catch (error) {
		if (error instanceof GatewayError && error.failure.kind === 'invalid') return error.failure;
		throw error;
	}
	throw new Error('It was not refused');
}

describe('Host and Port', () => {
	test.each([
		['gw.example.com', 8043, 'https://gw.example.com:8043'],
		[' gw.example.com ', 8043, 'https://gw.example.com:8043'],
		['GW.example.com', 8043, 'https://gw.example.com:8043'],
		['192.0.2.10', 9443, 'https://192.0.2.10:9443'],
		['::1', 8043, 'https://[::1]:8043'],
		['[::1]', 8043, 'https://[::1]:8043'],
		['[::1]:9443', 8043, 'https://[::1]:9443'],
		['https://gw.example.com:8043/', 8043, 'https://gw.example.com:8043'],
		['https://gw.example.com:9443/agentgateway?x=1', 8043, 'https://gw.example.com:9443'],
		['https://gw.example.com:443', 8043, 'https://gw.example.com:443'],
		['gw.example.com:9443', 8043, 'https://gw.example.com:9443'],
		['gw.example.com:9443', 7443, 'https://gw.example.com:7443'],
		['gw.example.com', '8043', 'https://gw.example.com:8043'],
		['gw.example.com', undefined, 'https://gw.example.com:8043'],
	])('%j and %j mean %s', (host, port, origin) => {
		expect(parseCredential({ host, port }).connection.origin).toBe(origin);
	});

	test.each([
		[''],
		['gw example.com'],
		['gw.example.com\r\nX: y'],
		['user:secret@gw.example.com'],
		['gw.example.com:99999'],
		['//gw.example.com'],
		['http://gw.example.com'],
		['ftp://gw.example.com'],
		[{ host: 'gw' }],
	])('the host %j is refused', (host) => {
		expect(refusal(() => parseCredential({ host, port: 8043 })).message).toContain("'Host'");
	});

	test('http:// is refused with the reason', () => {
		const { message } = refusal(() => parseCredential({ host: 'http://gw', port: 8043 }));
		expect(message).toContain('only sent over HTTPS');
	});

	test.each([[0], [65536], [80.5], ['eight'], [-1], ['']])('the port %j is refused', (port) => {
		expect(refusal(() => parseCredential({ host: 'gw', port })).message).toBe(
			"'Port' must be a whole number from 1 to 65535",
		);
	});
});

describe('Guid and Session Cookie', () => {
	test.each([
		['f5.AgentGateway0', 'f5.AgentGateway0'],
		['  f5.AgentGateway0\n', 'f5.AgentGateway0'],
		['JSESSIONID=f5.AgentGateway0', 'f5.AgentGateway0'],
		['', ''],
		[undefined, ''],
	])('the Guid %j means %j', (given, guid) => {
		expect(parseGuid(given)).toBe(guid);
	});

	test.each([['a\r\nX-Evil: 1'], ['a\nb'], ['a\u0000b'], ['ünïcode'], [{}], [true]])(
		'%j never reaches a header',
		(value) => {
			const guid = () => parseCredential({ host: 'gw', guid: value });
			const cookie = () => parseCredential({ host: 'gw', cookie: value });
			expect(refusal(guid).message).toContain("'Guid'");
			expect(refusal(cookie).message).toContain("'Session Cookie'");
		},
	);
});

describe('Agent ID', () => {
	const check = (agentId: unknown, agentIdRange: string) => {
		const range = parseCredential({ host: 'gw', agentIdRange }).agentIdRange;
		const text = parseAgentId(agentId, 'Agent ID');
		checkAgentId(text, 'Agent ID', range);
		return text;
	};

	test.each([
		['101', '101-59999'],
		[101, '101-59999'],
		[' 59999 ', '101-59999'],
		['60000', '101-999999'],
		['999999', '101-999999'],
	])('%j is taken by a gateway of %s', (agentId, range) => {
		expect(check(agentId, range)).toBe(String(agentId).trim());
	});

	test.each([
		['100', '101-59999'],
		['60000', '101-59999'],
		['100', '101-999999'],
		['1000000', '101-999999'],
		['9'.repeat(400), '101-999999'],
	])('%s is outside of %s', (agentId, range) => {
		const [min, max] = range.split('-');
		expect(refusal(() => check(agentId, range)).message).toBe(
			`'Agent ID' must be from ${String(min)} to ${String(max)}`,
		);
	});

	test.each([
		[''],
		[null],
		['0101'],
		['+101'],
		['-101'],
		['1 01'],
		['101.5'],
		[101.5],
		['1e3'],
		['１０１'],
		['../101'],
		['101/x'],
		['101?x'],
		['101#'],
		['%31'],
		[['101']],
		[{}],
		[true],
	])('%j is refused before anything else', (agentId) => {
		expect(refusal(() => parseAgentId(agentId, 'Agent ID')).message).toContain("'Agent ID'");
	});
});

describe('CA Certificate and TLS Server Name', () => {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator();
	});
	afterAll(async () => {
		await simulator.stop();
	});
	const caOf = (ca: unknown) => parseCredential({ host: 'gw', ca }).connection.ca;

	test('PEM is taken with other text around it, twice, and from a field of one line', () => {
		const pem = simulator.ca;
		const expected = caOf(pem);
		expect(expected).toContain('-----BEGIN CERTIFICATE-----');
		expect(caOf(`subject=CN = CA\n${pem}`)).toBe(expected);
		expect(caOf(pem + pem)).toBe(expected + expected);
		expect(caOf(pem.replaceAll('\n', ' '))).toBe(expected);
		expect(caOf(pem.replaceAll('\n', '\\n'))).toBe(expected);
	});

	test.each([
		['a path', '/etc/ssl/ca.pem'],
		['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
		['a cut certificate', '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----'],
	])('%s is refused', (_, ca) => {
		expect(refusal(() => caOf(ca)).message).toContain("'CA Certificate'");
	});

	test.each([['192.0.2.1'], ['a b'], ['https://gw']])(
		'the server name %j is refused',
		(tlsServerName) => {
			const parse = () => parseCredential({ host: '192.0.2.10', tlsServerName });
			expect(refusal(parse).message).toBe("'TLS Server Name' is not a host name");
		},
	);

	test('neither counts when SSL issues are ignored', () => {
		const { connection } = parseCredential({
			host: 'gw',
			ca: 'left over',
			tlsServerName: 'left over',
			ignoreSslIssues: true,
		});
		expect(connection).toMatchObject({ ca: '', serverName: 'gw', ignoreSslIssues: true });
	});
});
