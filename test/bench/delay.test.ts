import { Agent, get, type RequestOptions } from 'node:https';
import { startHttps, type OtherServer } from '../support/servers';
import { type DelayedServer, startDelay } from './delay';

const oneWayMs = 20;
const roundTripMs = 2 * oneWayMs;

let server: OtherServer;
let line: DelayedServer;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

beforeAll(async () => {
	server = await startHttps((_request, response) => response.end('far away'));
	line = await startDelay(server, oneWayMs);
});

afterAll(async () => {
	agent.destroy();
	await line.stop();
	await server.stop();
});

/** Asks over the line; gives the answer, the time it took, and the round trips among it. */
async function ask(options: RequestOptions = { agent }) {
	const before = line.roundTrips;
	const start = performance.now();
	const { host, port, ca } = line;
	const answer = await new Promise<string>((resolve, reject) => {
		const request = get({ host, port, ca, ...options }, (response) => {
			response.setEncoding('utf8').on('data', resolve);
		});
		request.on('error', reject);
	});
	return { answer, ms: performance.now() - start, roundTrips: line.roundTrips - before };
}

test('a first request waits for TCP, for TLS, then for its answer', async () => {
	const { answer, ms, roundTrips } = await ask();
	expect({ answer, roundTrips }).toEqual({ answer: 'far away', roundTrips: 3 });
	expect(ms).toBeGreaterThanOrEqual(3 * roundTripMs - 1);
});

test('a request on a connection that is open waits for its answer only', async () => {
	const { answer, ms, roundTrips } = await ask();
	expect({ answer, roundTrips }).toEqual({ answer: 'far away', roundTrips: 1 });
	expect(ms).toBeGreaterThanOrEqual(roundTripMs - 1);
});

test('without connections that are kept, each request waits for all of it', async () => {
	expect(await ask({ agent: false })).toMatchObject({ roundTrips: 3 });
});
