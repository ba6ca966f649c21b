import { parseCookie, parseGuid } from '../nodes/CcGateway/fields/session';
import { refusalOf } from './support/refusal';

describe('Guid', () => {
	test.each([
		['f5.AgentGateway0', 'f5.AgentGateway0'],
		['  f5.AgentGateway0\n', 'f5.AgentGateway0'],
		['JSESSIONID=f5.AgentGateway0', 'f5.AgentGateway0'],
		['jsessionid= f5.AgentGateway0', 'f5.AgentGateway0'],
		['Set-GUID: JSESSIONID=f5.AgentGateway0', 'f5.AgentGateway0'],
		[12345, '12345'],
		['', ''],
		[undefined, ''],
		[null, ''],
	])('%j means %j', (given, guid) => {
		expect(parseGuid(given)).toBe(guid);
	});

	test.each([['a\r\nX-Evil: 1'], ['a\nb'], ['a\u0000b'], ['ünïcode'], [{}], [true], [2 ** 60]])(
		'%j never reaches a header',
		(value) => {
			expect(refusalOf(() => parseGuid(value)).message).toContain("'Guid'");
		},
	);

	test('at most 4096 characters are taken', () => {
		expect(parseGuid('x'.repeat(4096))).toHaveLength(4096);
		const { message } = refusalOf(() => parseGuid('x'.repeat(4097)));
		expect(message).toBe("'Guid' is longer than 4096 characters");
	});
});

describe('Session Cookie', () => {
	test.each([
		['huaweielbsession=cdc4410f', 'huaweielbsession=cdc4410f'],
		[' a=b ', 'a=b'],
		['a=b; c=d', 'a=b; c=d'],
		['a=b;c=d;', 'a=b; c=d'],
		['a="b c"', 'a="b c"'],
		['Cookie: a=b', 'a=b'],
		['a=b; Path=/; Secure; HttpOnly', 'a=b'],
		['a=b; path = /x; SECURE; httponly; SameSite=Lax', 'a=b'],
		['Set-Cookie: a=b; Domain=gw.example.com; Max-Age=60', 'a=b'],
		['a=b; Expires=Thu, 01 Jan 2026 00:00:00 GMT; Path=/', 'a=b'],
		['Set-Cookie: a=b; Path=/\r\nSet-Cookie: c=d; Secure\n', 'a=b; c=d'],
		['secure=1; paths=2; domains=3', 'secure=1; paths=2; domains=3'],
		['a=b; Partitioned', 'a=b; Partitioned'],
		['a=b: c', 'a=b: c'],
		['', ''],
		[undefined, ''],
		[null, ''],
	])('%j means %j', (given, cookie) => {
		expect(parseCookie(given)).toBe(cookie);
	});

	test.each([['a=b\u0000c'], ['a=ünïcode'], [{}], [true], ['a=\tb']])(
		'%j never reaches a header',
		(value) => {
			expect(refusalOf(() => parseCookie(value)).message).toContain("'Session Cookie'");
		},
	);

	test.each([['a=b\r\nX-Evil: 1'], ['Content-Type: text/html\nSet-Cookie: a=b']])(
		'another header beside it is refused: %j',
		(value) => {
			expect(refusalOf(() => parseCookie(value)).message).toBe(
				"'Session Cookie' holds a header other than a cookie",
			);
		},
	);
});

test.each(['JSESSIONID=', 'Set-GUID: JSESSIONID= ', 'Set-GUID:'])(
	'%j is what an expression makes of a Guid that is missing: refused',
	(value) => {
		expect(refusalOf(() => parseGuid(value)).message).toContain("'Guid'");
	},
);

test.each(['; ;', 'Path=/; HttpOnly', 'Set-Cookie: '])(
	'%j is what an expression makes of a cookie that is missing: refused',
	(value) => {
		expect(refusalOf(() => parseCookie(value)).message).toContain("'Session Cookie'");
	},
);
