import type { BookName } from './balance';
import type { Edit } from './plantedPackage';
import type { StormSettings } from './settings';

/** A defect that somebody could have made, and the book that has to show it. */
export interface Plant {
	readonly caughtBy: BookName;
	readonly edits: readonly Edit[];
	/** What the storm needs to show it, where it differs from the usual small storm. */
	readonly settings?: Partial<StormSettings>;
}

const RUN = 'nodes/CcGateway/run.ts';
const SEND = 'nodes/CcGateway/send.ts';
const WRITES = 'nodes/CcGateway/writes.ts';
const OUTPUT = 'nodes/CcGateway/output.ts';
const EXPLAIN = 'nodes/CcGateway/explain.ts';
const ITEMS = 'nodes/CcGateway/fields/items.ts';
const DELIVER = 'nodes/CcGateway/gateway/deliver.ts';
const REPLY = 'nodes/CcGateway/gateway/reply.ts';
const REQUEST = 'nodes/CcGateway/gateway/request.ts';
const CLIENT = 'nodes/CcGateway/wire/client.ts';
const EXCHANGE = 'nodes/CcGateway/wire/exchange.ts';
const POOL = 'nodes/CcGateway/wire/pool.ts';

const FOLLOW = `(response) => {
	if (response.headers.location !== undefined) {
		response.resume();
		const elsewhere = new URL(response.headers.location).pathname;
		requestOverHttps({ ...way, headers: config.headers.toJSON(), path: elsewhere })
			.on('error', reject)
			.on('response', (other) => void readAnswer(other).then(resolve, reject))
			.end(config.data);
		return;
	}`;

/** At least one for each book that the node can break, by name. */
export const PLANTS: Readonly<Record<string, Plant>> = {
	'drop-an-item': plant(
		'every item comes out once, in its place',
		edit(
			RUN,
			'outcomes[job.index] = await sending.send(job);',
			'const outcome = await sending.send(job); if (job.index !== 7) outcomes[job.index] = outcome;',
		),
	),
	'repeat-on-the-current-call': {
		...plant(
			'no value is on another call than the one that was meant',
			edit(REQUEST, "isRepeatable: callid !== ''", 'isRepeatable: true'),
		),
		settings: { faults: ['resetAfter', 'status'] },
	},
	'repeat-on-the-current-call-that-stays': {
		...plant(
			'a write to a current call is stored once at most',
			edit(REQUEST, "isRepeatable: callid !== ''", 'isRepeatable: true'),
		),
		settings: { faults: ['resetAfter', 'truncated'] },
	},
	'repeat-the-current-call-after-a-502': {
		...plant(
			'a write to a current call is not repeated in doubt',
			edit(
				DELIVER,
				'(this.request.isRepeatable || !this.isInDoubt)',
				"(this.request.isRepeatable || failure.kind === 'http' || !this.isInDoubt)",
			),
		),
		settings: { faults: ['status'] },
	},
	'take-the-credential-of-the-agent': plant(
		'nothing else arrives at the gateways',
		edit(
			ITEMS,
			'/** One item, read and checked',
			'const known = {};\n/** One item, read and checked',
		),
		edit(ITEMS, 'const credential = await', 'const credential = known[agentId] ??= await'),
	),
	'lanes-of-agents-only': plant(
		'the writes to an agent or call arrive in the order of the items',
		edit(WRITES, "callId === '' ? [] : [`${origin} call ${callId}`]", '[]'),
	),
	'lanes-of-one-execution': plant(
		'two writes to an agent or call are never under way at once',
		edit(SEND, 'const place = joinWrites(job);', 'const place = new Lanes().join(lanesOf(job));'),
	),
	'leave-the-lane-before-a-repeat': plant(
		'no write comes again after a newer one',
		edit(
			SEND,
			'return this.#isHalted ? undefined : await this.#deliverNow(job);',
			'setTimeout(() => place.leave(), 100); return await this.#deliverNow(job);',
		),
		edit(
			SEND,
			'const inOrder = this.#order.join(lanesOf(job));',
			'const inOrder = new Lanes().join([]);',
		),
	),
	'swap-two-writes': plant(
		'the writes to an agent or call arrive in the order of the items',
		edit(
			RUN,
			'for (const job of jobs) {',
			'for (const job of jobs.map((one, at) => jobs[at ^ 1] ?? one)) {',
		),
	),
	'give-an-agent-many-lanes': plant(
		'the writes to an agent or call arrive in the order of the items',
		edit(WRITES, 'lanesOf({ agentId,', 'lanesOf({ index, agentId,'),
		edit(WRITES, 'agent ${agentId}`', 'agent ${agentId} ${index % 7}`'),
	),
	'leak-the-guid-in-a-cause': plant(
		'no call data, Guid or cookie comes out',
		edit(
			DELIVER,
			'throw Object.assign(outcome, {',
			'throw Object.assign(outcome, { cause: session,',
		),
		edit(
			OUTPUT,
			'[{ json: { error: errorItem(outcome, about) }, pairedItem }]',
			'[{ json: { error: errorItem(outcome, about) }, pairedItem, error: outcome }]',
		),
	),
	'log-the-body': plant(
		'no call data, Guid or cookie comes out',
		edit(SEND, '...request.logFacts,', '...request.logFacts, body: String(request.body),'),
	),
	'report-a-failure-as-written': plant(
		'what is reported as written was written',
		edit(
			SEND,
			'effort).catch(gatewayErrorOnly)',
			"effort).catch(() => ({ reply: { retcode: '0' }, attempts: 1 }))",
		),
	),
	'report-a-write-as-failed': plant(
		'a stored item fails only if its answer was lost',
		edit(REPLY, 'if (code === RETCODE.success)', 'if (retcode === RETCODE.success)'),
	),
	'never-doubt': plant(
		'what is not said to be in doubt was not stored',
		edit(EXPLAIN, 'if (!isInDoubt) return', 'if (true) return'),
	),
	'always-doubt': plant(
		'what is said to be in doubt may have been stored',
		edit(EXPLAIN, 'if (!isInDoubt) return', 'if (false) return'),
	),
	'refuse-the-agent-not-the-guid': plant(
		'what failed has its true reason',
		edit(SEND, '[connection.origin, agentId, guid, cookie]', '[connection.origin, agentId]'),
	),
	'refuse-the-guid-with-every-cookie': {
		...plant(
			'what failed has its true reason',
			edit(
				SEND,
				'[connection.origin, agentId, guid, cookie]',
				'[connection.origin, agentId, guid]',
			),
		),
		settings: { faults: ['retcode'] },
	},
	'hammer-with-a-refused-guid': plant(
		'a refused Guid is not used again',
		edit(SEND, 'this.#refusals.set(sessionKey(job), failure);', 'this.#refusals.clear();'),
	),
	'retry-without-limit': {
		...plant(
			'each item is tried as often as Max Retries says',
			edit(DELIVER, 'retry < effort.maxRetries &&', ''),
		),
		settings: { faults: ['resetBefore', 'status'] },
	},
	'give-up-at-503': {
		...plant(
			'each item is tried as often as Max Retries says',
			edit(DELIVER, '[502, 503, 504]', '[502, 504]'),
		),
		settings: { faults: ['status'] },
	},
	'replace-a-closed-connection-twice': {
		...plant(
			'each item is tried as often as Max Retries says',
			edit(DELIVER, 'if (!isWorth || this.#hasReplaced)', 'if (!isWorth)'),
		),
		settings: { faults: ['resetAfter'] },
	},
	'replace-closed-connections-endlessly': {
		...plant(
			'each item is tried as often as Max Retries says',
			edit(
				DELIVER,
				'if (!isWorth || this.#hasReplaced) return',
				'if (isWorth) return await this.next(); return',
			),
		),
		settings: { faults: ['resetAfter'] },
	},
	'ignore-retry-after': {
		...plant(
			'Retry-After is honoured',
			edit(DELIVER, "failure.kind === 'http' ? failure.retryAfterMs : 0", '0'),
		),
		settings: { faults: ['status'] },
	},
	'follow-redirects': plant(
		'nothing else arrives at the gateways',
		edit(CLIENT, '(response) => {', FOLLOW),
	),
	'forget-the-pool': plant(
		'connections stay within their bounds',
		edit(POOL, 'pools.set(connection.key, pool);', ''),
	),
	'open-connections-without-limit': {
		...plant(
			'connections stay within their bounds',
			edit(POOL, '_CONNECTIONS = 100', '_CONNECTIONS = 1e6'),
		),
		settings: {
			faults: ['delay'],
			rate: 1,
			gateways: 1,
			agents: 300,
			atOnce: 100,
			batch: 100,
			executions: 4,
		},
	},
	'lose-a-rejection': plant(
		'Node.js has no complaint',
		edit(EXCHANGE, 'clearTimeout(timer);', 'clearTimeout(timer); void Promise.reject(0);'),
	),
	'keep-every-request': {
		...plant(
			'the memory is flat after the run',
			edit(CLIENT, 'way.onConnected(', 'kept.push(request); way.onConnected('),
			edit(CLIENT, '/** One HTTP request. */', 'const kept = [];\n/** One HTTP request. */'),
		),
		settings: { items: 1200 },
	},
};

/** Finds a planted defect. Throws when there is none of this name. */
export function plantNamed(name: string): Plant {
	const found = PLANTS[name];
	if (found === undefined) throw new Error(`There is no planted defect ${name}`);
	return found;
}

function plant(caughtBy: BookName, ...edits: readonly Edit[]): Plant {
	return { caughtBy, edits };
}

function edit(file: string, from: string, to: string): Edit {
	return { file, from, to };
}
