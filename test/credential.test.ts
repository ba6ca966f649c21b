import { parseCredential } from '../nodes/CcGateway/fields/credential';
import { type Simulator, startSimulator } from './simulator';
import { refusalOf } from './support/refusal';

const FIELDS = { host: 'gw', port: 8043, guid: '' };

function connectionOf(more: object) {
	return parseCredential({ ...FIELDS, ...more }).connection;
}

describe('an expression that gave nothing', () => {
	test.each([
		['host', 'Host'],
		['port', 'Port'],
		['guid', 'Guid'],
	])('in %s is refused: nothing takes its place', (name, label) => {
		for (const nothing of [undefined, null]) {
			expect(refusalOf(() => parseCredential({ ...FIELDS, [name]: nothing })).message).toBe(
				`The expression in '${label}' of the credential gave nothing`,
			);
		}
	});

	test.each(['cookie', 'ca', 'tlsServerName', 'ignoreSslIssues', 'agentIdRange'])(
		'in %s means the field as it is when left empty',
		(name) => {
			const empty = parseCredential(FIELDS);
			expect(parseCredential({ ...FIELDS, [name]: null })).toEqual(empty);
		},
	);
});

test('the session is read from Guid and Session Cookie', () => {
	const given = { guid: 'JSESSIONID=f5.AgentGateway0', cookie: 'Set-Cookie: a=b; Path=/' };
	const session = { guid: 'f5.AgentGateway0', cookie: 'a=b' };
	expect(parseCredential({ ...FIELDS, ...given }).session).toEqual(session);
});

test.each([
	['101-59999', 59999],
	['101-999999', 999999],
	[undefined, 59999],
])('Agent IDs %j end at %i', (agentIdRange, max) => {
	expect(parseCredential({ ...FIELDS, agentIdRange }).agentIdRange).toEqual({ min: 101, max });
});

test.each([
	['gw.example.com', 'https://gw.example.com:8043'],
	['::1', 'https://[::1]:8043'],
])('the address of %s is %s', (host, origin) => {
	expect(connectionOf({ host }).origin).toBe(origin);
});

test.each([['192.0.2.1'], ['a b'], ['https://gw']])(
	'the TLS Server Name %j is refused',
	(tlsServerName) => {
		expect(refusalOf(() => connectionOf({ tlsServerName })).message).toBe(
			"'TLS Server Name' is not a host name",
		);
	},
);

test('neither CA Certificate nor TLS Server Name counts when SSL issues are ignored', () => {
	const more = { ca: 'left over', tlsServerName: 'left over', ignoreSslIssues: true };
	const expected = { ca: '', pinned: [], serverName: 'gw', ignoreSslIssues: true };
	expect(connectionOf(more)).toMatchObject(expected);
});

describe('the key of a connection', () => {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator();
	});
	afterAll(async () => {
		await simulator.stop();
	});
	const keyOf = (more: object) => connectionOf({ ca: simulator.ca, ...more }).key;

	test('is short, and the same for the same address and trust', () => {
		const key = keyOf({});
		expect(key.length).toBeLessThan(50);
		expect(keyOf({ host: 'https://GW:8043/', guid: 'another', cookie: 'a=b' })).toBe(key);
		expect(keyOf({ ca: `subject=CA\n${simulator.ca}` })).toBe(key);
	});

	test('differs with host, port, trust and name', () => {
		const others = [
			{ host: 'gw2' },
			{ port: 8044 },
			{ ca: '' },
			{ ca: simulator.ca + simulator.ca },
			{ tlsServerName: 'gw.example.com' },
			{ ignoreSslIssues: true },
		];
		expect(new Set([{}, ...others].map(keyOf)).size).toBe(1 + others.length);
	});
});
