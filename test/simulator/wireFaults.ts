import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Spoilable, spoiltAnswer } from './answerFaults';
import type { Answer } from './answers';
import type { Fault, WireFault } from './faults';
import { parseFields } from './parse';

const HUGE_CHUNK = Buffer.alloc(65_536, 'x');
const CLOSE_AFTER_MS = 10;

/** One request on the wire, with the means to answer it well or badly. */
export interface Exchange extends Spoilable {
	readonly response: ServerResponse;
	/** Resets the TCP connection. */
	readonly reset: () => void;
	/** Aborted when the simulator stops. */
	readonly stopped: AbortSignal;
}

/** Answers a request with the fault, or well without one. Rejects when the simulator stops. */
export async function play(fault: Fault | undefined, exchange: Exchange): Promise<void> {
	const { response, process, reset, stopped } = exchange;
	if (fault === undefined) {
		send(response, await process());
		return;
	}
	switch (fault.kind) {
		case 'delay': {
			const early = fault.stored === 'last' ? undefined : await process();
			await sleep(fault.ms, undefined, { signal: stopped });
			send(response, early ?? (await process()));
			return;
		}
		case 'resetBefore':
			reset();
			return;
		case 'resetAfter':
			await process();
			reset();
			return;
		case 'truncated': {
			const bytes = begin(response, await process());
			response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
			return;
		}
		case 'closeAfter': {
			const { socket } = response;
			response.once('finish', () => {
				setTimeout(() => socket?.destroy(), fault.afterMs ?? CLOSE_AFTER_MS).unref();
			});
			send(response, await process());
			return;
		}
		case 'slow': {
			const bytes = begin(response, await process());
			const { chunks, chunkBytes = 1 } = fault;
			const step = Math.max(1, chunks ? Math.ceil(bytes.length / chunks) : chunkBytes);
			for (let at = 0; at < bytes.length && !response.destroyed; at += step) {
				response.write(bytes.subarray(at, at + step));
				await sleep(fault.pauseMs, undefined, { signal: stopped });
			}
			response.end();
			return;
		}
		case 'huge':
			await sendHuge(fault, exchange);
			return;
		default:
			send(response, await spoiltAnswer(fault, exchange));
	}
}

/** Sends a complete answer. */
export function send(response: ServerResponse, answer: Answer): void {
	response.end(begin(response, answer));
}

/** Sends the head of an answer; gives the bytes of its body. */
function begin(response: ServerResponse, { status, headers, body }: Answer): Buffer {
	const bytes = Buffer.from(body);
	response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
	return bytes;
}

async function sendHuge(
	{ bytes, chunked = false }: Extract<WireFault, { kind: 'huge' }>,
	{ response, process }: Exchange,
): Promise<void> {
	const answer = await process();
	const { status, headers, body } = answer;
	if (parseFields(body)?.retcode !== '0') {
		send(response, answer);
		return;
	}
	const head = '{"result":{},"retcode":"0","message":"';
	const tail = '"}';
	const length = head.length + bytes + tail.length;
	response.writeHead(status, { ...headers, ...(chunked ? {} : { 'Content-Length': length }) });
	await pipeline(Readable.from(hugeBody(head, bytes, tail)), response);
}

function* hugeBody(head: string, bytes: number, tail: string): Generator<Buffer> {
	yield Buffer.from(head);
	for (let left = bytes; left > 0; left -= HUGE_CHUNK.length) yield HUGE_CHUNK.subarray(0, left);
	yield Buffer.from(tail);
}
