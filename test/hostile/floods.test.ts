import type { Writable } from 'node:stream';
import { answer, endless, flood, head, repeat } from './answers';
import { bombs, type Coding } from './bombs';
import { exchangeWith, SHORT } from './delivery';
import { type RawGateway, startRaw } from './rawGateway';

const GIGABYTE = 2 ** 30;
const PIECE = Buffer.alloc(2 ** 16, 'x');
const PIECES = GIGABYTE / PIECE.length;
/** The limit of 1 MiB, and what the buffers of both kernels on loopback can hold. */
const TAKEN_BYTES = 16 * 2 ** 20;
const CHUNKED = 'Transfer-Encoding: chunked';

let gateway: RawGateway;

afterEach(() => gateway.closed().finally(() => gateway.stop()));

/** What comes of an item when a gateway sends this after its request. */
async function cameOf(send: (socket: Writable) => void, limits = {}): Promise<string> {
	gateway = await startRaw(({ socket }) => {
		send(socket);
	});
	return (await exchangeWith(gateway, limits)).came;
}

describe('1 GB', () => {
	const chunk = `10000\r\n${PIECE.toString()}\r\n`;

	test.each([
		['of announced length', head('200 OK', `Content-Length: ${GIGABYTE}`), PIECE],
		['in chunks', head('200 OK', CHUNKED), chunk],
		['until the connection closes', head('200 OK'), PIECE],
		['with HTTP 502', head('502 Bad Gateway', CHUNKED), chunk],
	])('%s is cut off at 1 MiB', async (_, start, piece) => {
		const came = await cameOf((socket) => {
			socket.write(start);
			flood(socket, repeat(piece, PIECES));
		});
		expect(came).toBe('tooLarge');
		expect(gateway.bytesWritten).toBeLessThan(TAKEN_BYTES);
	});

	test.each<Coding>(['gzip', 'deflate', 'br', 'zstd'])(
		'packed by %s into less than 1 MiB is not unpacked: nobody has asked for that',
		async (coding) => {
			const packed = answer(
				(await bombs())[coding],
				`Content-Encoding: ${coding}`,
				'Connection: close',
			);
			expect(await cameOf((socket) => socket.write(packed))).toBe('encoded');
		},
	);
});

describe('without an end, stopped by a limit of Node.js:', () => {
	test.each([
		['a header line', endless('HTTP/1.1 200 OK\r\nX: ', PIECE)],
		['header lines', endless('HTTP/1.1 200 OK\r\n', 'X: y\r\n'.repeat(1000))],
		['the words of the status', endless('HTTP/1.1 200 ', PIECE)],
		['the extension of a chunk', endless(`${head('200 OK', CHUNKED)}1;`, PIECE)],
		['trailers', endless(`${head('200 OK', CHUNKED)}0\r\n`, 'X: y\r\n'.repeat(1000))],
	])('%s', async (_, send) => {
		expect(['notHttp', 'reset']).toContain(await cameOf(send));
		expect(gateway.bytesWritten).toBeLessThan(TAKEN_BYTES);
	});
});

describe('without an end, stopped by the Timeout:', () => {
	test.each([
		['100 Continue', endless('', head('100 Continue').repeat(1000))],
		['102 Processing', endless('', head('102 Processing').repeat(1000))],
		['103 Early Hints', endless('', head('103 Early Hints', 'Link: </x>').repeat(1000))],
		['empty lines before the answer', endless('', '\r\n'.repeat(1000))],
		['the zeros of a chunk size', endless(head('200 OK', CHUNKED), '0'.repeat(1000))],
	])('%s', async (_, send) => {
		expect(await cameOf(send, SHORT)).toBe('timeout');
	});

	test.each([
		['a header', 'HTTP/1.1 200 OK\r\nX: '],
		['a body', head('200 OK', 'Content-Length: 1000000')],
		['a body in chunks', `${head('200 OK', CHUNKED)}fffff\r\n`],
		['interim answers', head('103 Early Hints')],
	])('one byte after the other of %s', async (_, start) => {
		const drip = (socket: Writable): void => {
			socket.write(start);
			const timer = setInterval(() => socket.write(start.slice(-1)), 50);
			socket.once('close', () => {
				clearInterval(timer);
			});
		};
		expect(await cameOf(drip, SHORT)).toBe('timeout');
	});
});

test('1 MB in chunks of one byte takes no more memory than in one piece', async () => {
	const chunks = '1\r\nx\r\n'.repeat(2 ** 16);
	gateway = await startRaw(({ socket }) => {
		socket.write(head('200 OK', CHUNKED));
		flood(socket, [...repeat(chunks, 15), '0\r\n\r\n']);
	});
	const limits = { timeoutMs: 10_000, memoryBytes: 96 * 2 ** 20 };
	expect((await exchangeWith(gateway, limits)).came).toBe('notJson');
});
