import { setMaxListeners } from 'node:events';
import { Abandonment } from './abandonment';
import type { Answer } from './answer';
import { exchangeOver, type Way, type WireRequest } from './client';
import { lookAtIo } from './breaks';
import type { Connection } from './connection';
import { checkEgress, type EgressFilter, guardedLookup } from './egress';
import { type Pool, poolFor, proxyOf } from './pool';
import { wireErrorOf } from './translate';
import { type Phase, WireError } from './wireError';

/** What bounds one exchange. */
export interface Limits {
	/** From the call to the last byte read. */
	readonly timeoutMs: number;
	/** Aborts the exchange when the execution is cancelled. */
	readonly cancel: AbortSignal | undefined;
	readonly egress: EgressFilter | undefined;
}

/** How far an exchange has come. */
interface Attempt {
	phase: Phase;
	isReused: boolean;
	readonly abandonment: Abandonment;
}

/**
 * Sends one request, once, and reads its answer. Redirects are answers.
 * @throws WireError when there is no whole answer; the reason of `limits.cancel` once that aborts
 */
export async function send(
	connection: Connection,
	request: WireRequest,
	{ timeoutMs, cancel, egress }: Limits,
): Promise<Answer> {
	const abandonment = new Abandonment();
	const attempt: Attempt = { phase: 'connecting', isReused: false, abandonment };
	const abandon = (): void => {
		abandonment.abandon();
	};
	// After a block of the event loop the answer may be there already: I/O is looked at once more.
	const timer = setTimeout(() => setImmediate(abandon), timeoutMs);
	if (cancel) listenTo(cancel, abandon);
	try {
		cancel?.throwIfAborted();
		if (egress) await untilAbandoned(checkEgress(connection, egress), abandonment);
		attempt.phase = 'waiting';
		const pool = poolFor(connection);
		return await pool.run(abandonment, () => exchange(pool, connection, request, attempt, egress));
	} catch (error) {
		cancel?.throwIfAborted();
		const { phase, isReused } = attempt;
		const { origin } = connection;
		if (abandonment.isAbandoned) {
			throw new WireError({ kind: 'timeout', origin, timeoutMs, phase }, phase === 'sent');
		}
		throw wireErrorOf(error, { origin, proxy: proxyOf(connection), phase, isReused });
	} finally {
		clearTimeout(timer);
		cancel?.removeEventListener('abort', abandon);
	}
}

/** All requests under way listen to the one signal of the execution; Node.js warns of more than ten. */
function listenTo(signal: AbortSignal, abort: () => void): void {
	setMaxListeners(0, signal);
	signal.addEventListener('abort', abort);
}

async function untilAbandoned(work: Promise<void>, abandonment: Abandonment): Promise<void> {
	await new Promise<void>((resolve, reject) => {
		work.then(resolve, reject);
		abandonment.onAbandon(() => {
			reject(new Error('Abandoned'));
		});
	});
}

async function exchange(
	pool: Pool,
	connection: Connection,
	request: WireRequest,
	attempt: Attempt,
	egress: EgressFilter | undefined,
): Promise<Answer> {
	// What has come in on an idle connection closes it, or it would pass for the next answer.
	if (pool.agent.hasIdle) await lookAtIo();
	attempt.phase = 'connecting';
	const { host, port, origin } = connection;
	const way: Way = {
		host,
		port,
		agent: pool.agent,
		abandonment: attempt.abandonment,
		onConnected: (isReused, isClosed) => {
			attempt.isReused = isReused;
			if (!isClosed) attempt.phase = 'sent';
		},
		...(egress && { lookup: guardedLookup(egress) }),
	};
	const answer = await exchangeOver(way, origin, request);
	attempt.abandonment.settle();
	return answer;
}
