import { answer, head } from './answers';
import { AGENT, CALL_DATA, CARD, exchangeWith, type Outcome } from './delivery';
import { type RawGateway, startRaw } from './rawGateway';

/** What a terminal, a right-to-left script and a log would act on. */
const TRICKS = '\u001b[31mred\u0007\u0000 \u202egnp.exe\u2066 \r\nINFO all is well\u2028\ud800';
const EXPRESSIONS = '={{ $env.PATH }} {{ 1+1 }} ${process.exit(1)} {{ $json.guid }}';

let gateway: RawGateway;

afterEach(() => gateway.stop());

async function outcomeOf(bytes: string | Buffer): Promise<Outcome> {
	gateway = await startRaw(({ socket }) => socket.write(bytes));
	return await exchangeWith(gateway);
}

/** JSON text of a success, with more in it. */
const success = (more: string): string => `{"retcode":"0","message":"success",${more}}`;

describe('JSON', () => {
	test.each([
		['with 100,000 lists in each other', '['.repeat(100_000) + ']'.repeat(100_000), 'notObject'],
		['with 100,000 open lists', success(`"result":${'['.repeat(100_000)}`), 'truncated'],
		['of 300,000 numbers', success(`"result":[0${',0'.repeat(300_000)}]`), 'success'],
		[
			'of 100,000 keys',
			success([...Array(100_000).keys()].map((key) => `"${key}":0`).join(',')),
			'success',
		],
		['with a retcode in __proto__', '{"__proto__":{"retcode":"0"}}', 'noRetcode'],
		['with a retcode in constructor', '{"constructor":{"prototype":{"retcode":"0"}}}', 'noRetcode'],
		['with the retcode {"0":"0"}', '{"retcode":{"0":"0"}}', 'noRetcode'],
		['with the retcode ["0"]', '{"retcode":["0"]}', 'noRetcode'],
		['with the retcode false', '{"retcode":false}', 'noRetcode'],
		['with the retcode null', '{"retcode":null}', 'noRetcode'],
		['with the retcode 1e999', '{"retcode":1e999}', 'refused'],
		['with the retcode 0.1', '{"retcode":0.1}', 'refused'],
		['with the retcode " 0"', '{"retcode":" 0"}', 'refused'],
		['with the retcode "０"', '{"retcode":"０"}', 'refused'],
		['with the retcode "hasOwnProperty"', '{"retcode":"hasOwnProperty"}', 'refused'],
		['after a byte order mark', `\ufeff${success('"a":1')}`, 'success'],
	])('%s', async (_, body, came) => {
		expect((await outcomeOf(answer(body))).came).toBe(came);
		expect(Reflect.ownKeys(Object.prototype)).not.toContain('retcode');
	});

	test('with the names of an object’s machinery gives these as plain fields', async () => {
		const { reply } = await outcomeOf(
			answer(success('"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}')),
		);
		expect(Object.keys(reply ?? {})).toEqual(['retcode', 'message', '__proto__', 'constructor']);
		expect(Object.getPrototypeOf(reply)).toBe(Object.prototype);
		expect({}).not.toHaveProperty('polluted');
	});

	test('with expressions gives these as plain text', async () => {
		const { reply } = await outcomeOf(answer(success(`"result":${JSON.stringify(EXPRESSIONS)}`)));
		expect(reply).toMatchObject({ result: EXPRESSIONS });
	});
});

describe('bytes that are no UTF-8, or say that they are something else:', () => {
	test.each([
		['lone bytes', Buffer.from('7b22726574636f6465223a22ff22c3287d', 'hex'), 'utf-8', 'truncated'],
		['UTF-7', '+AHsAIg-retcode+ACIAOg-0+AH0-', 'utf-7', 'notJson'],
		['UTF-16', Buffer.from(success('"a":1'), 'utf16le'), 'utf-16le', 'success'],
		['a charset that is made up', success('"a":1'), 'klingon', 'success'],
		['a charset that Node.js refuses', success('"a":1'), 'replacement', 'success'],
		['a charset of 15,000 letters', success('"a":1'), 'x'.repeat(15_000), 'success'],
	])('%s', async (_, body, charset, came) => {
		const bytes = answer(body, `Content-Type: application/json; charset=${charset}`);
		expect((await outcomeOf(bytes)).came).toBe(came);
	});
});

describe('what a user reads stays one line of plain text', () => {
	const json = (value: object): string => JSON.stringify(value);

	test.each([
		['of tricks in the message', json({ retcode: '100-007', message: TRICKS })],
		['of tricks in the retcode', json({ retcode: TRICKS, message: '' })],
		['of tricks in a page', `<html>${TRICKS}`],
		['of tricks in a text', TRICKS],
		['of an emoji where it is cut', json({ retcode: '999-001', message: `${'x'.repeat(99)}🙂` })],
		['of expressions', json({ retcode: EXPRESSIONS, message: EXPRESSIONS })],
		['of a page with a script', '<html><script>alert(1)</script><img src=x onerror=alert(1)>'],
		['of a message of 1 MB', json({ retcode: '999-001', message: 'long '.repeat(200_000) })],
		['of a retcode of 1 MB', json({ retcode: '0'.repeat(1_000_000) })],
	])('%s', async (_, body) => {
		const { came, words } = await outcomeOf(answer(body));
		expect(came).not.toBe('success');
		expect(words).toMatch(/CC-Gateway/);
	});
});

describe('call data, Guid and cookie that come back', () => {
	const all = `${CALL_DATA} ${AGENT.guid} ${AGENT.cookie}`;

	test.each([
		['in headers', answer('no', `Guid: ${AGENT.guid}`, `Set-Cookie: ${AGENT.cookie}`, `X: ${all}`)],
		['in the status', head(`500 ${all}`, 'Content-Length: 0')],
		['in the charset', answer('no', `Content-Type: x; charset=${AGENT.guid}`)],
		['in a page', answer(`<html>${all}`)],
		['in a message', answer(JSON.stringify({ retcode: '100-007', message: all }))],
		['in a retcode', answer(JSON.stringify({ retcode: all }))],
	])('%s come out nowhere', async (_, bytes) => {
		const { came } = await outcomeOf(bytes);
		expect(came).not.toBe('success');
		expect(came).not.toContain(AGENT.guid);
		await exchangeWith(gateway);
		expect(gateway.requests[1]).toBe(gateway.requests[0]);
	});

	test.each([
		['in its result', success(`"result":${JSON.stringify([[all]])}`)],
		['in a name', success(`"result":{${JSON.stringify(all)}:1}`)],
		['in a number', success(`"result":${CARD}`)],
	])('%s leave a success as it came', async (_, body) => {
		expect((await outcomeOf(answer(body))).reply).toEqual(JSON.parse(body));
	});
});
