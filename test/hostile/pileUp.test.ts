import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { poolFor } from '../../nodes/CcGateway/gateway/pool';
import { connectionTo } from '../support/exchange';
import { answer, endlessHeaders, head, huge } from './answers';
import { exchangeWith } from './delivery';
import { type Attack, startRaw } from './rawGateway';

const TIMES = 200;
/** What V8 may keep: compiled code and caches, 50 KB an exchange. */
const KEPT_BYTES = 10 * 2 ** 20;

/** One attack of each kind that needs no waiting. */
const ATTACKS: readonly Attack[] = [
	({ socket }) => {
		huge(socket);
	},
	({ socket }) => {
		endlessHeaders(socket);
	},
	({ socket }) => socket.write(Buffer.concat([answer('{"retcode":"0"}'), answer('{}')])),
	({ socket }) => socket.write(answer('['.repeat(10_000))),
	({ below }) => below.write('garbage'),
	({ socket }) => socket.end(head('200 OK', 'Content-Length: 5')),
	({ socket }) => socket.write(answer('x', 'Content-Encoding: gzip')),
	({ socket }) => socket.write(head('302 Found', 'Location: /', 'Content-Length: 0')),
];

test(`${TIMES} hostile answers in a row leave nothing behind`, async () => {
	const gateway = await startRaw((visit) => {
		ATTACKS[visit.count % ATTACKS.length]?.(visit);
	});
	const rounds = async (times: number): Promise<void> => {
		for (let i = 0; i < times; i++) await exchangeWith(gateway);
	};
	await rounds(40);
	const before = census();
	await rounds(TIMES);
	await gateway.stop();
	await sleep(100);
	const { sockets, freeSockets, requests } = poolFor(connectionTo(gateway));
	expect([sockets, freeSockets, requests].flatMap(Object.keys)).toEqual([]);
	const after = census();
	expect(after.handles).toBeLessThanOrEqual(before.handles);
	expect(after.bytes - before.bytes).toBeLessThan(KEPT_BYTES);
});

/** What the process holds once all garbage has been collected. */
function census(): { readonly handles: number; readonly bytes: number } {
	setFlagsFromString('--expose-gc');
	runInNewContext('gc()');
	const { heapUsed, external } = process.memoryUsage();
	return { handles: process.getActiveResourcesInfo().length, bytes: heapUsed + external };
}
