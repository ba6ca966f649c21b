import { answer, endlessHeaders, head, huge } from './answers';
import { exchangeWith, SHORT } from './delivery';
import { type Attack, type RawGateway, startRaw } from './rawGateway';

let gateway: RawGateway;

afterEach(() => gateway.stop());

/** How often a request is sent that may be tried twice. */
async function tries(attack: Attack, limits = {}): Promise<number> {
	gateway = await startRaw(attack);
	await exchangeWith(gateway, { ...limits, maxRetries: 1 });
	return gateway.requests.length;
}

test.each<[string, Attack]>([
	[
		'1 GB',
		({ socket }) => {
			huge(socket);
		},
	],
	[
		'endless headers',
		({ socket }) => {
			endlessHeaders(socket);
		},
	],
	['something other than HTTP', ({ socket }) => socket.write('{"retcode":"0"}')],
	[
		'a packed answer',
		({ socket }) => socket.write(answer('{"retcode":"0"}', 'Content-Encoding: gzip')),
	],
	['a redirect', ({ socket }) => socket.write(head('302 Found', 'Content-Length: 0'))],
	['a retcode that is an object', ({ socket }) => socket.write(answer('{"retcode":{}}'))],
])('%s is not asked for again', async (_, attack) => {
	expect(await tries(attack)).toBe(1);
});

test.each<[string, Attack]>([
	['garbage below TLS, which breaks the connection', ({ below }) => below.write('garbage')],
	['half an answer', ({ socket }) => socket.end(head('200 OK', 'Content-Length: 5'))],
	['an answer without an end', ({ socket }) => socket.write(head('200 OK'))],
	['HTTP 503', ({ socket }) => socket.write(head('503 Busy', 'Content-Length: 0'))],
])('%s is tried again: it may be better next time', async (_, attack) => {
	expect(await tries(attack, SHORT)).toBe(2);
});
