import { promisify } from 'node:util';
import { constants, createBrotliCompress, deflateRawSync } from 'node:zlib';
import { repeat } from './answers';

const ZEROS = Buffer.alloc(2 ** 20);
const TIMES = 1000;
const GZIP_HEAD = Buffer.from('1f8b0800000000000003', 'hex');
/** Of a frame with the largest window that is allowed, 128 MiB; and a block of 128 KiB zeros. */
const ZSTD_HEAD = Buffer.from('28b52ffd0088', 'hex');
const ZSTD_BLOCK = Buffer.from('02001000', 'hex');
const ZLIB_HEAD = Buffer.from('789c', 'hex');

/** The codings that HTTP clients unpack without being asked. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** Makes bodies of less than 1 MiB that expand to 1 GB, by the coding that they announce. */
export async function bombs(): Promise<Readonly<Record<Coding, Buffer>>> {
	const deflated = deflateRawSync(ZEROS, { finishFlush: constants.Z_FULL_FLUSH });
	const [first, next] = await brotliBlocks();
	return {
		gzip: Buffer.concat([GZIP_HEAD, ...repeat(deflated, TIMES)]),
		deflate: Buffer.concat([ZLIB_HEAD, ...repeat(deflated, TIMES)]),
		br: Buffer.concat([first, ...repeat(next, TIMES)]),
		zstd: Buffer.concat([ZSTD_HEAD, ...repeat(ZSTD_BLOCK, 8 * TIMES)]),
	};
}

/** Two blocks of Brotli: the second one can be repeated, the first one has the head. */
async function brotliBlocks(): Promise<readonly [first: Buffer, next: Buffer]> {
	const encoder = createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
	const pieces: Buffer[] = [];
	encoder.on('data', (piece: Buffer) => pieces.push(piece));
	const block = async (): Promise<Buffer> => {
		encoder.write(ZEROS);
		await promisify(encoder.flush.bind(encoder))();
		return Buffer.concat(pieces.splice(0));
	};
	return [await block(), await block()];
}
