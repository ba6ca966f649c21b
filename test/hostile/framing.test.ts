import { answer, head } from './answers';
import { exchangeWith, SHORT } from './delivery';
import { type RawGateway, startRaw } from './rawGateway';

const OK = '{"retcode":"0","message":"success","result":{}}';
const LENGTH = `Content-Length: ${OK.length}`;
const CHUNKS = `${OK.length.toString(16)}\r\n${OK}\r\n0\r\n\r\n`;
const CHUNKED = 'Transfer-Encoding: chunked';

let gateway: RawGateway;

afterEach(() => gateway.stop());

/** Expects what comes of an item, or one of several, when a gateway answers with these bytes. */
async function expectOf(bytes: string | Buffer, came: string, closes = false): Promise<void> {
	gateway = await startRaw(({ socket }) => {
		if (closes) socket.end(bytes);
		else socket.write(bytes);
	});
	const outcome = await exchangeWith(gateway, came === 'timeout' ? SHORT : {});
	expect(came.split('|')).toContain(outcome.came);
}

describe('a length that is wrong:', () => {
	test.each([
		['two that differ', head('200 OK', LENGTH, 'Content-Length: 5') + OK, 'notHttp'],
		['two in one line', head('200 OK', 'Content-Length: 5, 47') + OK, 'notHttp'],
		['a length and chunks', head('200 OK', LENGTH, CHUNKED) + CHUNKS, 'notHttp'],
		['chunks and a length', head('200 OK', CHUNKED, LENGTH) + CHUNKS, 'notHttp'],
		['a negative one', head('200 OK', 'Content-Length: -1') + OK, 'notHttp'],
		['a hexadecimal one', head('200 OK', 'Content-Length: 0x2f') + OK, 'notHttp'],
		['one of 30 digits', head('200 OK', `Content-Length: ${'9'.repeat(30)}`) + OK, 'notHttp'],
		['one too small', head('200 OK', 'Content-Length: 5') + OK, 'notHttp|truncated'],
		['one too large', head('200 OK', 'Content-Length: 48') + OK, 'timeout'],
		['a chunk too small', `${head('200 OK', CHUNKED)}5\r\n${OK}\r\n0\r\n\r\n`, 'notHttp|reset'],
		['a chunk of negative size', `${head('200 OK', CHUNKED)}-1\r\n${OK}`, 'notHttp|reset'],
		['a chunk that has no end', `${head('200 OK', CHUNKED)}2f\r\n${OK}`, 'timeout'],
	])('%s', async (_, bytes, came) => {
		await expectOf(bytes, came);
	});

	test.each([
		['one too large', head('200 OK', 'Content-Length: 48') + OK, 'reset'],
		['no last chunk', `${head('200 OK', CHUNKED)}2f\r\n${OK}\r\n`, 'reset'],
		['none, and half a body', head('200 OK') + OK.slice(0, 20), 'truncated'],
		['none, and a whole body', head('200 OK') + OK, 'success'],
	])('%s, and then the connection closes', async (_, bytes, came) => {
		await expectOf(bytes, came, true);
	});
});

describe('the answer', () => {
	test.each([
		['of HTTP/1.0', `HTTP/1.0 200 OK\r\n${LENGTH}\r\n\r\n${OK}`, 'success'],
		['of HTTP/0.9', OK, 'notHttp'],
		['of HTTP/2', Buffer.from('00000604000000000000030000006400', 'hex'), 'notHttp'],
		['that is a preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'notHttp'],
		['that is a request', `PUT / HTTP/1.1\r\n${LENGTH}\r\n\r\n${OK}`, 'notHttp'],
		['of HTTP/9.9', `HTTP/9.9 200 OK\r\n${LENGTH}\r\n\r\n${OK}`, 'notHttp'],
		['with status 000', head('000 None', LENGTH) + OK, 'HTTP 0'],
		['with status 999', head('999 All', LENGTH) + OK, 'HTTP 999'],
		['with status 20', head('20 OK', LENGTH) + OK, 'notHttp'],
		['with status 2000', head('2000 OK', LENGTH) + OK, 'notHttp'],
		['with status 204', head('204 No Content'), 'HTTP 204'],
		['with status 304', head('304 Not Modified', LENGTH), 'HTTP 304'],
		['with status 304 and a body', head('304 Not Modified', LENGTH) + OK, 'HTTP 304|notHttp'],
		[
			'after 1,000 others',
			head('103 Early Hints').repeat(1000) + head('200 OK', LENGTH) + OK,
			'success',
		],
		[
			'that switches protocols',
			head('101 Switching', 'Upgrade: x', 'Connection: upgrade'),
			'notHttp',
		],
		['that switches protocols, but not to which', head('101 Switching'), 'HTTP 101'],
		[
			'with its headers doubled',
			answer(OK, 'Content-Type: a/b', 'Content-Type: c/d').toString(),
			'success',
		],
		[
			'with a header named __proto__',
			answer(OK, '__proto__: x', 'constructor: y').toString(),
			'success',
		],
		['with a NUL in a header', answer(OK, 'X: a\0b'), 'notHttp'],
		[
			'with a space before a colon',
			answer(OK, 'Transfer-Encoding : chunked').toString(),
			'notHttp',
		],
		['with a header on two lines', answer(OK, 'X: a\r\n b'), 'notHttp'],
		['that is no gzip', answer(OK, 'Content-Encoding: gzip'), 'encoded'],
		['that is no Brotli', answer(OK, 'Content-Encoding: br'), 'encoded'],
		['in a coding nobody knows', answer(OK, 'Content-Encoding: x'), 'success'],
	])('%s', async (_, bytes, came) => {
		await expectOf(bytes, came);
	});
});
