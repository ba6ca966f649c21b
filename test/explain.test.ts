import { CcGatewayApi } from '../credentials/CcGatewayApi.credentials';
import { CcGateway } from '../nodes/CcGateway/CcGateway.node';
import { explain, explainWrite } from '../nodes/CcGateway/explain';
import { type Failure, GatewayError } from '../nodes/CcGateway/gateway/failure';
import { ANSWERS, NETWORK, REFUSALS, TRUST } from '../nodes/CcGateway/words';

const origin = 'https://gw.example.com:8043';

function keys<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
	return Object.keys(table) as Key[];
}

const FAILURES: readonly Failure[] = [
	...[...keys(REFUSALS), '999-001', ''].map(
		(retcode) => ({ kind: 'refused', retcode, gatewayMessage: 'their words' }) as const,
	),
	...[302, 401, 404, 407, 500, 502, 503, 504].map(
		(status) => ({ kind: 'http', status, excerpt: '<html>' }) as const,
	),
	...keys(ANSWERS).map((what) => ({ kind: 'answer', what, excerpt: '' }) as const),
	...keys(NETWORK).map((reason) => ({ kind: 'unreachable', origin, reason }) as const),
	...keys(TRUST).map((reason) => ({ kind: 'untrusted', origin, reason }) as const),
	{ kind: 'untrusted', origin, reason: 'expired', validTo: 'Nov 20 07:48:00 2026 GMT' },
	{ kind: 'timeout', origin, timeoutMs: 10_000 },
	{ kind: 'blocked', origin },
];

const name = (failure: Failure) => JSON.stringify(failure);
const words = (failure: Failure) => explain(new GatewayError(failure));

describe.each(FAILURES.map((failure) => [name(failure), failure] as const))('%s', (_, failure) => {
	const { message, description } = words(failure);

	test('has a message of one line and a next step', () => {
		expect(message).toMatch(/^[^\n.]{10,}/);
		expect(description).toMatch(/\.$/);
		expect(message).not.toMatch(/\.$/);
	});

	test("avoids the words that n8n's guide avoids", () => {
		expect(`${message} ${description}`).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
	});

	test('names only fields that exist', () => {
		const quoted = [...`${message} ${description}`.matchAll(/'([A-Z][^']*)'/g)];
		const labels = JSON.stringify([new CcGateway().description, new CcGatewayApi().properties]);
		for (const [, label = ''] of quoted) expect(labels).toContain(`"${label}"`);
	});
});

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

test('tells how often it was tried, when it was more than once', () => {
	const error = new GatewayError({ kind: 'timeout', origin, timeoutMs: 1500 });
	error.attempts = 3;
	const { message, description } = explainWrite(error);
	expect(message).toBe('https://gw.example.com:8043 did not answer within 1.5 seconds');
	expect(description).toMatch(
		/may or may not have been stored.* tried 3 times\..*'Timeout \(Seconds\)'/,
	);
});

test.each<[boolean, Failure]>([
	[true, { kind: 'timeout', origin, timeoutMs: 1000 }],
	[true, { kind: 'unreachable', origin, reason: 'reset' }],
	[true, { kind: 'http', status: 504, excerpt: '' }],
	[true, { kind: 'answer', what: 'truncated', excerpt: '' }],
	[true, { kind: 'answer', what: 'empty', excerpt: '' }],
	[false, { kind: 'unreachable', origin, reason: 'refused' }],
	[false, { kind: 'http', status: 404, excerpt: '' }],
	[false, { kind: 'answer', what: 'html', excerpt: '' }],
	[false, { kind: 'refused', retcode: '400-001', gatewayMessage: '' }],
])('that data may have been stored is said (%s) of %j', (isSaid, failure) => {
	const { description } = explainWrite(new GatewayError(failure));
	expect(description.includes('may or may not have been stored')).toBe(isSaid);
});

test('that data may have been stored is said of a refusal, too, that came after a lost answer', () => {
	const error = new GatewayError({ kind: 'refused', retcode: '400-001', gatewayMessage: '' });
	error.attempts = 2;
	expect(explainWrite(error).description).toContain('may or may not have been stored');
});

test('says since when a certificate has expired', () => {
	const validTo = 'Nov 20 07:48:00 2026 GMT';
	const { message } = words({ kind: 'untrusted', origin, reason: 'expired', validTo });
	expect(message).toContain(validTo);
});

test('quotes at most one line of 100 characters from an answer', () => {
	const excerpt = `<html>\n\n  <h1>${'x'.repeat(500)}</h1>`;
	const { description } = words({ kind: 'answer', what: 'html', excerpt });
	expect(description).toContain('"<html> <h1>xxx');
	expect(description.length).toBeLessThan(300);
});

test('passes on what is said about bad input', () => {
	const said = { message: "'Agent ID' is empty", description: 'Fill it in.' };
	expect(words({ kind: 'invalid', ...said })).toEqual(said);
});
