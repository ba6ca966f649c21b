import { Readable, type Writable } from 'node:stream';

/** The head of an answer, up to and with the empty line. */
export function head(status: string, ...headers: readonly string[]): string {
	return [`HTTP/1.1 ${status}`, ...headers, '\r\n'].join('\r\n');
}

/** A whole and correct answer of HTTP 200. */
export function answer(body: string | Buffer, ...headers: readonly string[]): Buffer {
	const length = `Content-Length: ${Buffer.byteLength(body)}`;
	return Buffer.concat([Buffer.from(head('200 OK', ...headers, length)), Buffer.from(body)]);
}

/** Sends the pieces as fast as the client takes them, then closes the connection. */
export function flood(socket: Writable, pieces: Iterable<string | Buffer>): void {
	Readable.from(pieces, { objectMode: false }).pipe(socket);
}

/** A start, and then pieces without an end. */
export function endless(start: string, piece: string | Buffer) {
	return (socket: Writable): void => {
		socket.write(start);
		flood(socket, repeat(piece));
	};
}

/** The start of an answer of 1 GB, and then more than that. */
export const huge = endless(head('200 OK', `Content-Length: ${2 ** 30}`), Buffer.alloc(2 ** 16));

/** An answer whose headers never end. */
export const endlessHeaders = endless('HTTP/1.1 200 OK\r\n', 'X: y\r\n'.repeat(1000));

/** Gives one piece again and again, `count` times or without an end. */
export function* repeat<Piece>(piece: Piece, count = Infinity): Generator<Piece> {
	for (let i = 0; i < count; i++) yield piece;
}
