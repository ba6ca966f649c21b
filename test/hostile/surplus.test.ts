import { setTimeout as sleep } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { answer } from './answers';
import { exchangeWith } from './delivery';
import { type RawGateway, startRaw } from './rawGateway';

/** The most that a TLS record holds. */
const RECORD_BYTES = 16_384;

let gateway: RawGateway;

afterEach(() => gateway.stop());

describe('bytes after the end of an answer are never the answer of the next request:', () => {
	const surplus = answer('{"retcode":"0","message":"surplus"}');
	const halves = [surplus.subarray(0, 70), surplus.subarray(70)];
	const good = (count: number, length = 0): Buffer =>
		answer(`{"retcode":"0","message":"answer ${count}"}`, `X: ${'x'.repeat(length)}`);

	test.each<[string, Buffer, readonly Buffer[]]>([
		['in the same record', Buffer.concat([good(1), surplus]), []],
		['in the next record', Buffer.concat([filled(good, RECORD_BYTES), surplus]), []],
		['while the connection is idle', good(1), [surplus]],
		['while the connection is idle, in two parts', good(1), halves],
	])('%s', async (_, first, later) => {
		let sent = Promise.resolve();
		gateway = await startRaw(({ socket, count }) => {
			socket.write(count === 1 ? first : good(count));
			if (count === 1) sent = writeLater(socket, later);
		});
		expect((await exchangeWith(gateway)).reply).toMatchObject({ message: 'answer 1' });
		if (later.length > 0) await sent;
		expect((await exchangeWith(gateway)).reply).toMatchObject({ message: 'answer 2' });
		// One that is out of step is of no use any more.
		expect(gateway.connections).toBe(2);
	});
});

/** Makes the first answer as long as a TLS record, so that the next byte is in another one. */
function filled(make: (count: number, length: number) => Buffer, bytes: number): Buffer {
	return make(1, bytes - make(1, 0).length);
}

/** Writes each piece once the connection has been idle for a while. */
async function writeLater(socket: TLSSocket, pieces: readonly Buffer[]): Promise<void> {
	for (const piece of pieces) {
		await sleep(50);
		socket.write(piece);
	}
	await sleep(50);
}
