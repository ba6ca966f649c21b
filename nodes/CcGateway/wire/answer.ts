import type { IncomingMessage } from 'node:http';
import { WireError } from './wireError';

/** An answer over HTTP, of any status. */
export interface Answer {
	readonly status: number;
	/** Names in lower case. */
	readonly headers: IncomingMessage['headers'];
	readonly body: string;
	/** Length of the body as it came. */
	readonly bytes: number;
}

const MAX_ANSWER_BYTES = 1024 * 1024;

/** Codings that change the bytes; some servers name a charset there. */
const PACKED = /gzip|deflate|compress|br|zstd/i;

const UTF8 = new TextDecoder();

/**
 * Reads an answer to its end. No more than 1 MiB is kept, however small the pieces are.
 * @throws WireError `answer` for more than that, and for a packed body of HTTP 200, although nobody
 * has asked for that; what Node.js throws when the answer breaks off
 */
export async function readAnswer(response: IncomingMessage): Promise<Answer> {
	const { statusCode: status = 0, headers } = response;
	const isPacked = PACKED.test(headers['content-encoding'] ?? '');
	if (isPacked && status === 200) throw refuse(response, 'encoded');
	const body = await readBody(response);
	return { status, headers, body: decode(body, headers['content-type']), bytes: body.length };
}

function refuse(response: IncomingMessage, what: 'tooLarge' | 'encoded'): WireError {
	response.destroy();
	return new WireError({ kind: 'answer', what }, true);
}

async function readBody(response: IncomingMessage): Promise<Buffer> {
	return await new Promise((resolve, reject) => {
		let buffer: Buffer = Buffer.of();
		let length = 0;
		response.on('data', (piece: Buffer) => {
			const end = length + piece.length;
			if (end > MAX_ANSWER_BYTES) {
				reject(refuse(response, 'tooLarge'));
				return;
			}
			if (length === 0) buffer = piece;
			else if (end > buffer.length) buffer = grown(buffer, length, end);
			if (length > 0) piece.copy(buffer, length);
			length = end;
		});
		response.on('end', () => {
			resolve(buffer.subarray(0, length));
		});
		response.on('error', reject);
	});
}

/** Twice as long as needed, so that a million pieces are copied twenty times, not a million times. */
function grown(buffer: Buffer, length: number, needed: number): Buffer {
	const longer = Buffer.allocUnsafe(2 * needed);
	buffer.copy(longer, 0, 0, length);
	return longer;
}

/** Some gateways answer in another charset than UTF-8, such as GBK. */
function decode(body: Buffer, contentType = ''): string {
	const charset = /charset="?([\w-]+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
	if (charset === 'utf-8') return UTF8.decode(body);
	try {
		return new TextDecoder(charset).decode(body);
	} catch {
		return UTF8.decode(body);
	}
}
