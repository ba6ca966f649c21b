import { CcGatewayApi } from '../credentials/CcGatewayApi.credentials';
import { CcGateway } from '../nodes/CcGateway/CcGateway.node';
import { explain } from '../nodes/CcGateway/explain';
import { type Failure, GatewayError } from '../nodes/CcGateway/gateway/failure';
import { type About, queryCallAppData, SETTING } from '../nodes/CcGateway/gateway/request';
import type { ProxyFault } from '../nodes/CcGateway/wire/wireError';
import { ANSWERS, type Explanation, NETWORK, REFUSALS, TRUST } from '../nodes/CcGateway/words';

const origin = 'https://gw.example.com:8043';
const proxy = 'proxy.example.com:3128';
const foreign = { contentType: 'text/html', bytes: 120 };
const READING = queryCallAppData('101');

function keys<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
	return Object.keys(table).filter((key): key is Key => key in table);
}

function http(status: number, more = {}): Failure {
	return { kind: 'http', status, retryAfterMs: 0, ...foreign, ...more };
}

function behindProxy(fault: ProxyFault): Failure {
	return { kind: 'proxy', origin, proxy, fault };
}

const NO_REPLY = ['empty', 'html', 'truncated', 'notJson', 'notObject', 'noRetcode'] as const;
const NO_ANSWER = ['tooLarge', 'notHttp', 'encoded'] as const;
const PHASES = ['waiting', 'connecting', 'sent'] as const;

const FAILURES: readonly Failure[] = [
	...[...keys(REFUSALS), '999-001', ''].map(
		(retcode) => ({ kind: 'refused', retcode, gatewayMessage: 'their words' }) as const,
	),
	...[204, 302, 401, 404, 407, 413, 429, 500, 502, 503, 504].map((status) => http(status)),
	...NO_REPLY.map((what) => ({ kind: 'reply', what, ...foreign }) as const),
	...NO_ANSWER.map((what) => ({ kind: 'answer', what }) as const),
	...keys(NETWORK).map((reason) => ({ kind: 'unreachable', origin, reason }) as const),
	...keys(TRUST).map((reason) => ({ kind: 'untrusted', origin, reason }) as const),
	{ kind: 'untrusted', origin, reason: 'expired', validTo: 'Nov 20 07:48:00 2026 GMT' },
	...PHASES.map((phase) => ({ kind: 'timeout', origin, timeoutMs: 10_000, phase }) as const),
	...keys(NETWORK).map((reason) => behindProxy({ kind: 'unreachable', reason })),
	...keys(TRUST).map((reason) => behindProxy({ kind: 'untrusted', reason })),
	...[403, 407, 503].map((status) => behindProxy({ kind: 'status', status })),
	behindProxy({ kind: 'address' }),
	{ kind: 'blocked', origin },
	{ kind: 'busy', timeoutMs: 10_000 },
];

function words(failure: Failure, state: Partial<GatewayError> = {}, about = SETTING): Explanation {
	return explain(Object.assign(new GatewayError(failure), state), about);
}

test('these are all words that there are', () => {
	expect([...NO_REPLY, ...NO_ANSWER].sort()).toEqual(keys(ANSWERS).sort());
});

describe.each(FAILURES.map((failure) => [JSON.stringify(failure), failure] as const))(
	'%s',
	(_, failure) => {
		const states: readonly (readonly [object, About])[] = [
			[{}, SETTING],
			[{ isInDoubt: true, attempts: 2 }, SETTING],
			[{}, READING],
			[{ isInDoubt: true, attempts: 2 }, READING],
		];
		const said = states.map(([state, about]) => words(failure, state, about));

		test('has a message of one line and a next step', () => {
			for (const { message, description } of said) {
				expect(message).toMatch(/^[A-Zh][^\n]{10,}[^.]$/);
				expect(description).toMatch(/^[A-Z'].*\.$/);
				expect(description).not.toMatch(/\.\.| {2}|(?<!e\.g)\. [a-z]/);
			}
		});

		test("avoids the words that n8n's guide avoids", () => {
			expect(JSON.stringify(said)).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
		});

		test('names only fields that exist', () => {
			const quoted = [...JSON.stringify(said).matchAll(/'([A-Z][^']*)'/g)];
			const labels = JSON.stringify([new CcGateway().description, new CcGatewayApi().properties]);
			for (const [, label = ''] of quoted) expect(labels).toContain(`"${label}"`);
		});

		test('says of a write in doubt, and of no other, that it may have been stored', () => {
			const maybe = said.map(({ description }) => description.includes('may or may not'));
			expect(maybe).toEqual([false, true, false, false]);
			expect(said[1]?.description).not.toMatch(/not stored|[Nn]othing was|then try again\. Run/);
			expect(said[1]?.description).toContain("only if it has a 'Call ID'");
		});

		test('speaks of nothing stored, of items or of the log of writes when it was a read', () => {
			expect(JSON.stringify(said.slice(2))).not.toMatch(
				/stored|[Rr]un the item again only|setCall/,
			);
		});
	},
);

test.each([
	['000-002', "'Agent ID' and 'Call ID'"],
	['000-003', 'about every 60 seconds'],
	['000-004', 'switched over'],
	['100-006', 'not signed in'],
	['100-007', 'setCallAppDataEx'],
	['400-001', 'no such call'],
	['400-002', "'Call Data'"],
	['105-002', 'try again'],
	['105-005', 'Sign the agent in again'],
	['105-006', 'Sign the agent in again'],
	['105-007', 'Sign the agent in again'],
	['999-001', 'documentation of CC-Gateway'],
	['constructor', 'documentation of CC-Gateway'],
])('%s tells of %s, of the retcode and in the words of the gateway', (retcode, telling) => {
	const { message, description } = words({ kind: 'refused', retcode, gatewayMessage: 'Mine.' });
	expect(`${message} ${description}`).toContain(telling);
	expect(message).toContain(`(retcode ${retcode})`);
	expect(description).toContain('"Mine."');
});

test('400-001 does not advise to leave Call ID empty: that may be the call of the next caller', () => {
	const { description } = words({ kind: 'refused', retcode: '400-001', gatewayMessage: '' });
	expect(description).toBe(
		"The call may have ended, may not have begun yet, or may be another agent's. Check 'Agent ID' and 'Call ID'.",
	);
});

test('a read that meets an exception is not told to look for a write', () => {
	const { description } = words(
		{ kind: 'refused', retcode: '100-007', gatewayMessage: '' },
		{},
		READING,
	);
	expect(description).toBe('Look for queryCallAppData in the log of the gateway.');
});

test("the gateway's message is put on one line, without marks that turn it around", () => {
	const gatewayMessage = ' no\r\n such\u202e call ';
	const { description } = words({ kind: 'refused', retcode: '1', gatewayMessage });
	expect(description).toContain('message is "no such call".');
});

test('tells how often it was tried, when it was more than once', () => {
	const failure = { kind: 'timeout', origin, timeoutMs: 1500, phase: 'sent' } as const;
	expect(words(failure, { attempts: 3, isInDoubt: true })).toEqual({
		message: 'https://gw.example.com:8043 did not answer within 1.5 seconds',
		description:
			"The call data may or may not have been stored. The gateway may still store it later. To give it more time, raise 'Timeout (Seconds)' under Options. Run the item again only if it has a 'Call ID': without one, the data may reach the next caller's call. There were 3 attempts.",
	});
	expect(words(failure, { attempts: 1 }).description).not.toContain('attempts');
});

test.each<[Failure, boolean]>([
	[{ kind: 'unreachable', origin, reason: 'refused' }, true],
	[{ kind: 'timeout', origin, timeoutMs: 1000, phase: 'connecting' }, true],
	[{ kind: 'untrusted', origin, reason: 'clientCertificate' }, true],
	[behindProxy({ kind: 'status', status: 403 }), true],
	[{ kind: 'blocked', origin }, true],
	[http(404), false],
	[{ kind: 'refused', retcode: '100-006', gatewayMessage: '' }, false],
])('%j is told (%s) not to have been stored', (failure, isTold) => {
	const { description } = words(failure, { attempts: 1 });
	expect(description.startsWith('The call data was not stored. ')).toBe(isTold);
});

test('an item that other executions have kept waiting was not sent', () => {
	expect(words({ kind: 'busy', timeoutMs: 1000 })).toEqual({
		message: 'Not sent: other executions were writing to this agent or call for 1 second',
		description: "Run the item again, or raise 'Timeout (Seconds)' under Options.",
	});
});

describe('a proxy', () => {
	test.each<[ProxyFault, RegExp, RegExp]>([
		[
			{ kind: 'status', status: 403 },
			/^The proxy \S+ does not connect to .*status 403$/,
			/NO_PROXY/,
		],
		[{ kind: 'status', status: 407 }, /HTTP status 407$/, /user and password/],
		[{ kind: 'unreachable', reason: 'refused' }, /^The proxy \S+ cannot be reached/, /HTTPS_PROXY/],
		[
			{ kind: 'unreachable', reason: 'reset' },
			/^The connection to the proxy \S+ was/,
			/HTTPS_PROXY/,
		],
		[{ kind: 'untrusted', reason: 'unknownCa' }, /^The proxy \S+ is not/, /NODE_EXTRA_CA_CERTS/],
		[{ kind: 'untrusted', reason: 'selfSigned' }, /self-signed$/, /NODE_EXTRA_CA_CERTS/],
		[{ kind: 'untrusted', reason: 'wrongName' }, /another name$/, /HTTPS_PROXY/],
		[{ kind: 'untrusted', reason: 'notTls' }, /^There is no secure connection to the/, /http:\/\//],
		[{ kind: 'untrusted', reason: 'expired' }, /has expired$/, /administrator of the proxy/],
		[{ kind: 'address' }, /^HTTPS_PROXY of this n8n/, /Correct HTTPS_PROXY/],
	])('%j is named, with its own advice', (fault, saying, advice) => {
		const { message, description } = words(behindProxy(fault));
		expect(message).toMatch(saying);
		expect(description).toMatch(advice);
		expect(description).not.toMatch(/'Host'|'Port'|Paste/);
	});
});

test('a wanted client certificate is no reason to paste a CA', () => {
	const { message, description } = words({
		kind: 'untrusted',
		origin,
		reason: 'clientCertificate',
	});
	expect(message).toMatch(/asks for a client certificate/);
	expect(description).not.toContain("'CA Certificate'");
});

test('a certificate with another name may be pasted: for an address without a name there is no other way', () => {
	const { description } = words({ kind: 'untrusted', origin, reason: 'wrongName' });
	expect(description).toContain("paste the certificate itself into 'CA Certificate'");
});

test('says since when a certificate has expired', () => {
	const validTo = 'Nov 20 07:48:00 2026 GMT';
	const { message } = words({ kind: 'untrusted', origin, reason: 'expired', validTo });
	expect(message).toBe(`${origin} is not trusted: its certificate expired on ${validTo}`);
});

test('tells length and type of a foreign answer, and how long it asks to wait', () => {
	const failure = http(503, { retryAfterMs: 59_500, bytes: 1 });
	expect(words(failure, {}, READING)).toEqual({
		message: 'HTTP status 503 came back instead of an answer of CC-Gateway',
		description:
			'Wait a moment, then try again. The server asks to wait 60 seconds. What came back is 1 byte long and of the type text/html.',
	});
	expect(words(http(404, { bytes: 0 })).description).not.toMatch(/What came back/);
	expect(words(http(404, { contentType: '' })).description).toMatch(/ is 120 bytes long\.$/);
});

test('passes on what is said about bad input', () => {
	const said = { message: "'Agent ID' is empty", description: 'Fill it in.' };
	expect(words({ kind: 'invalid', ...said })).toEqual(said);
});
