import tls, { type TLSSocket } from 'node:tls';
import { answer } from './answers';
import { exchangeWith, SHORT } from './delivery';
import { type Attack, type RawGateway, type RawOptions, startRaw, type Visit } from './rawGateway';

const OK = answer('{"retcode":"0","message":"success","result":{}}');
/** The head of a TLS record of 16 KB with a part of a handshake. */
const RECORD_HEAD = Buffer.from('1603034000', 'hex');

let gateway: RawGateway;

afterEach(() => {
	jest.restoreAllMocks();
	return gateway.stop();
});

async function cameOf(attack: Attack, options: RawOptions = {}, limits = {}): Promise<string> {
	gateway = await startRaw(attack, options);
	return (await exchangeWith(gateway, limits)).came;
}

/** From this connection on: one byte after the other, so that none is ever idle. */
function dripFrom(first: number): NonNullable<RawOptions['keeps']> {
	return (below, count) => {
		if (count < first) return false;
		below.resume().write(RECORD_HEAD);
		const timer = setInterval(() => below.write('\0'), 50);
		below.once('close', () => {
			clearInterval(timer);
		});
		return true;
	};
}

/** Negotiates TLS anew, some times or for as long as the connection lives. */
function renegotiate(socket: TLSSocket, times: number, done: () => void): void {
	if (times === 0) {
		done();
		return;
	}
	socket.renegotiate({}, () => {
		renegotiate(socket, times - 1, done);
	});
}

describe('garbage below TLS', () => {
	const GARBAGE: readonly (readonly [what: string, bytes: Buffer])[] = [
		['an answer in plain text', OK],
		['a record that is not encrypted', Buffer.from('1703030004deadbeef', 'hex')],
		['a record that is too long', Buffer.from('170303ffff', 'hex')],
		['an alert', Buffer.from('15030300020228', 'hex')],
		['an alert about a bad certificate', Buffer.from('1503030002022a', 'hex')],
		['an alert about a missing certificate', Buffer.from('15030300020274', 'hex')],
		['an alert about the version', Buffer.from('15030300020246', 'hex')],
	];

	describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s, instead of an answer:', (maxVersion) => {
		test.each(GARBAGE)('%s never means that nothing was sent', async (_, bytes) => {
			gateway = await startRaw(({ below }) => below.write(bytes), { maxVersion });
			const { came, isInDoubt } = await exchangeWith(gateway);
			expect([came, isInDoubt]).toEqual(['reset', true]);
			expect(gateway.requests).toHaveLength(1);
		});

		test.each(GARBAGE)(
			'%s, on a connection that was idle, is in doubt as well',
			async (_, bytes) => {
				gateway = await startRaw(
					({ socket, below, count }) => (count === 1 ? socket.write(OK) : below.write(bytes)),
					{ maxVersion },
				);
				expect((await exchangeWith(gateway)).came).toBe('success');
				const { came, isInDoubt } = await exchangeWith(gateway);
				expect([came, isInDoubt]).toEqual(['reset', true]);
				expect(gateway.requests).toHaveLength(2);
			},
		);
	});

	test('in the middle of an answer', async () => {
		const came = await cameOf(({ socket, below }) => {
			socket.write(OK.subarray(0, 50), () => below.write('garbage'));
		});
		expect(came).toBe('reset');
	});

	test('on an idle connection: the next request takes another one', async () => {
		expect(
			await cameOf(({ socket, below }) => {
				socket.write(OK, () => setTimeout(() => below.write('garbage'), 10));
			}),
		).toBe('success');
		await gateway.closed();
		expect((await exchangeWith(gateway)).came).toBe('success');
		expect(gateway.connections).toBe(2);
	});
});

describe('the end of TLS', () => {
	const part = OK.subarray(0, -10);

	test.each<[string, Attack]>([
		['with a close_notify', ({ socket }) => socket.end(part)],
		['without one', ({ socket, below }) => socket.write(part, () => below.end())],
		['by a reset', ({ socket, below }) => socket.write(part, () => below.resetAndDestroy())],
	])('%s in the middle of an answer fails as reset', async (_, attack) => {
		expect(await cameOf(attack)).toBe('reset');
	});
});

describe('a handshake', () => {
	const good = ({ socket }: Visit): unknown => socket.write(OK);

	test.each<[string, RawOptions, string]>([
		['asks for one', { requestCert: true, rejectUnauthorized: false }, 'success'],
		['insists on one (TLS 1.2)', { requestCert: true, maxVersion: 'TLSv1.2' }, 'clientCertificate'],
		['insists on one (TLS 1.3)', { requestCert: true }, 'clientCertificate'],
	])('without a certificate of the client, when the gateway %s', async (_, options, came) => {
		expect(await cameOf(good, options)).toBe(came);
	});

	test('that comes byte by byte is stopped by the Timeout', async () => {
		expect(await cameOf(good, { keeps: dripFrom(1) }, SHORT)).toBe('timeout');
	});

	test.each([
		['20 times', 20, 'success'],
		['without an end', Infinity, 'timeout'],
	])('anew in the middle of a request, %s', async (_, times, came) => {
		jest.replaceProperty(tls, 'CLIENT_RENEG_LIMIT', Infinity);
		const attack: Attack = ({ socket }) => {
			renegotiate(socket, times, () => socket.write(OK));
		};
		const limits = came === 'timeout' ? SHORT : {};
		expect(await cameOf(attack, { maxVersion: 'TLSv1.2' }, limits)).toBe(came);
	});
});

test('an expired certificate is not looked at over a second connection', async () => {
	const options = { certificate: 'expired', keeps: dripFrom(2) } as const;
	expect(await cameOf(() => undefined, options, { timeoutMs: 2000 })).toBe('expired');
	expect(gateway.connections).toBe(1);
});
