import type { LookupFunction } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EgressFilter } from '../nodes/CcGateway/wire/egress';
import type { WireFailure } from '../nodes/CcGateway/wire/wireError';
import { type Simulator, startSimulator } from './simulator';
import { egressFilter } from './support/egress';
import { connectionTo, sendText, wireErrorOf } from './support/exchange';
import { type Agent, putThrough } from './support/gateway';

const PUBLIC_ADDRESS = '93.184.216.34';

let simulator: Simulator;
let agent: Agent;

beforeEach(async () => {
	simulator = await startSimulator({ certificateNames: ['gateway.example.com'] });
	agent = putThrough(simulator, '20001');
});

afterEach(() => simulator.stop());

async function status(host: string, egress: EgressFilter): Promise<number> {
	return (await sendText(connectionTo(simulator, { host }), agent, 'text', { egress })).status;
}

async function refusal(host: string, egress: EgressFilter): Promise<WireFailure> {
	const { failure, wasSent } = await wireErrorOf(status(host, egress));
	expect(wasSent).toBe(false);
	return failure;
}

const blocked = (host: string) => ({
	kind: 'blocked',
	origin: `https://${host}:${simulator.port}`,
});

/** A filter that lets every URL pass and has a say in the look-up only. */
function lookupOnly(lookup: LookupFunction): EgressFilter {
	return {
		validateUrl: () => Promise.resolve({ ok: true }),
		createSecureLookup: () => lookup,
	};
}

describe("n8n's SSRF protection", () => {
	test.each(['127.0.0.1', '[::1]', 'localhost', '[::ffff:127.0.0.1]'])(
		'refuses %s, and nothing is sent',
		async (host) => {
			const failure = await refusal(host, egressFilter());
			expect(failure.kind).toBe('blocked');
			expect(simulator.connections).toBe(0);
		},
	);

	test('refuses a name on its list, and nothing is sent', async () => {
		const egress = egressFilter({ blockedHostnames: ['*.example.com'] });
		expect(await refusal('gateway.example.com', egress)).toEqual(blocked('gateway.example.com'));
		expect(simulator.connections).toBe(0);
	});

	test.each([
		['127.0.0.1', { allowedIpRanges: ['127.0.0.0/8'] }],
		['localhost', { allowedIpRanges: ['127.0.0.0/8', '::1/128'] }],
		['localhost', { allowedHostnames: ['localhost'] }],
	])('lets %s through with %j', async (host, policy) => {
		expect(await status(host, egressFilter(policy))).toBe(200);
	});

	test('is asked by its own DNS, which the connection uses, too', async () => {
		const egress = egressFilter({ allowedHostnames: ['gateway.example.com'] }, [
			'127.0.0.1',
			'127.0.0.1',
		]);
		expect(await status('gateway.example.com', egress)).toBe(200);
	});

	test('refuses a name that leads elsewhere once it has passed, and nothing is sent', async () => {
		const egress = egressFilter({}, [PUBLIC_ADDRESS, '127.0.0.1']);
		expect(await refusal('gateway.example.com', egress)).toEqual(blocked('gateway.example.com'));
		expect(simulator.connections).toBe(0);
	});

	test('refuses a connection that is kept alive as well', async () => {
		const allowing = egressFilter({ allowedIpRanges: ['127.0.0.0/8'] });
		expect(await status('127.0.0.1', allowing)).toBe(200);
		expect(simulator.openSockets).toBe(1);

		expect(await refusal('127.0.0.1', egressFilter())).toEqual(blocked('127.0.0.1'));
		expect(simulator.requestCount).toBe(1);
		expect(await status('127.0.0.1', allowing)).toBe(200);
		expect(simulator.connections).toBe(1);
	});

	test('leaves a name that does not exist what it is', async () => {
		const egress = egressFilter({}, []);
		expect(await refusal('gateway.example.com', egress)).toMatchObject({ reason: 'noName' });
	});
});

describe('a look-up at connection time', () => {
	test('that refuses, late, is the policy', async () => {
		const egress = lookupOnly((_host, _options, onResult) => {
			setImmediate(onResult, new Error('not this address'), []);
		});
		expect(await refusal('localhost', egress)).toEqual(blocked('localhost'));
		expect(simulator.connections).toBe(0);
	});

	test.each([
		['ENOTFOUND', 'noName'],
		['EAI_AGAIN', 'nameNotReady'],
		['EHOSTUNREACH', 'noRoute'],
		['ENETUNREACH', 'noRoute'],
	])('that fails with %s is unreachable: %s', async (code, reason) => {
		const egress = lookupOnly((_host, _options, onResult) => {
			onResult(Object.assign(new Error(code), { code }), []);
		});
		expect(await refusal('localhost', egress)).toMatchObject({ kind: 'unreachable', reason });
	});

	test.each<[string, ...Parameters<Parameters<LookupFunction>[2]>]>([
		['one address', null, '127.0.0.1', 4],
		['a list', null, [{ address: '127.0.0.1', family: 4 }]],
	])('that gives %s is followed', async (_, ...result) => {
		const egress = lookupOnly((_host, _options, onResult) => {
			onResult(...result);
		});
		expect(await status('gateway.example.com', egress)).toBe(200);
	});
});

describe('a policy that takes its time', () => {
	const silent: EgressFilter = {
		validateUrl: () => sleep(3000, { ok: true }, { ref: false }),
		createSecureLookup: () => () => undefined,
	};

	test.each([
		['the check', silent],
		['the look-up', lookupOnly(() => undefined)],
	])('is within the time limit: %s', async (_, egress) => {
		const begin = performance.now();
		const connection = connectionTo(simulator, { host: 'localhost' });
		const outcome = sendText(connection, agent, 'text', { egress, timeoutMs: 200 });
		const error = await wireErrorOf(outcome);
		expect(error).toMatchObject({
			failure: { kind: 'timeout', phase: 'connecting' },
			wasSent: false,
		});
		expect(performance.now() - begin).toBeLessThan(1000);
	});

	test.each([
		['the check', silent],
		['the look-up', lookupOnly(() => undefined)],
	])('does not hold up cancelling: %s', async (_, egress) => {
		const begin = performance.now();
		const signal = AbortSignal.timeout(100);
		const connection = connectionTo(simulator, { host: 'localhost' });
		const outcome = sendText(connection, agent, 'text', { egress, cancel: signal });
		expect(await outcome.catch((reason: unknown) => reason)).toBe(signal.reason);
		expect(performance.now() - begin).toBeLessThan(1000);
		expect(simulator.requestCount).toBe(0);
	});
});
