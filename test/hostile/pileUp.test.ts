import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { poolCount } from '../../nodes/CcGateway/wire/pool';
import { eventually } from '../support/eventually';
import { answer, endlessHeaders, head, huge } from './answers';
import { exchangeWith } from './delivery';
import { type Attack, startRaw } from './rawGateway';

const TIMES = 200;
/** What V8 may keep, such as compiled code; twice that is kept where the errors of axios are. */
const KEPT_BYTES = TIMES * 10_000;

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
	let before = await census();
	try {
		await rounds(40);
		before = await census();
		await rounds(TIMES);
	} finally {
		await gateway.stop();
	}
	const after = await census();
	expect(await eventually(poolCount, 0)).toBe(0);
	expect(after.handles).toBeLessThanOrEqual(before.handles);
	expect(after.bytes - before.bytes).toBeLessThan(KEPT_BYTES);
});

/** What the process holds once connections have closed and all garbage has been collected. */
async function census(): Promise<{ readonly handles: number; readonly bytes: number }> {
	setFlagsFromString('--expose-gc');
	for (let i = 0; i < 3; i++) {
		await sleep(50);
		runInNewContext('gc()');
	}
	const { heapUsed, external } = process.memoryUsage();
	return { handles: process.getActiveResourcesInfo().length, bytes: heapUsed + external };
}
