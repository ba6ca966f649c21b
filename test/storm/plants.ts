import type { BookName } from './balance';
import type { Edit } from './plantedPackage';

/** A defect that somebody could have made, and the book that has to show it. */
export interface Plant {
	readonly caughtBy: BookName;
	readonly edits: readonly Edit[];
	/** How many items it takes to show it; a few hundred unless told otherwise. */
	readonly items?: number;
}

const RUN = 'nodes/CcGateway/run.ts';
const OUTPUT = 'nodes/CcGateway/output.ts';
const CONTRACT = 'nodes/CcGateway/gateway/contract.ts';
const DELIVER = 'nodes/CcGateway/gateway/deliver.ts';
const POOL = 'nodes/CcGateway/gateway/pool.ts';
const TRANSPORT = 'nodes/CcGateway/gateway/transport.ts';

const KEEP = `const kept: unknown[] = [];
async function keep<Data>(config: object) {
	const answer = await client.request<Data>(config);
	kept.push(answer);
	return answer;
}`;

/** At least one for each book that the node can break, by name. */
export const PLANTS: Readonly<Record<string, Plant>> = {
	'drop-an-item': plant(
		'every item comes out once, in its place',
		edit(RUN, 'outcomes[job.index] =', 'if (job.index !== 77) outcomes[job.index] ='),
	),
	'swap-two-writes': plant(
		'the values of a call arrive in the order of the items',
		edit(RUN, 'lane.push(job)', 'lane.splice(lane.length === 4 ? 3 : lane.length, 0, job)'),
	),
	'give-an-agent-many-lanes': plant(
		'the values of a call arrive in the order of the items',
		edit(RUN, 'lanes.get(job.agentId)', 'lanes.get(`${job.agentId} ${job.index % 7}`)'),
		edit(RUN, 'lanes.set(job.agentId,', 'lanes.set(`${job.agentId} ${job.index % 7}`,'),
	),
	'leak-the-guid-in-a-cause': plant(
		'no call data, Guid or cookie comes out',
		edit(
			DELIVER,
			'error.attempts = attempts;',
			'Object.assign(error, { attempts, cause: { headers: { Guid: session.guid } } });',
		),
		edit(
			OUTPUT,
			'[{ json: { error: explainAny(outcome).message }, pairedItem }]',
			'[{ json: { error: explainAny(outcome).message }, pairedItem, error: outcome }]',
		),
	),
	'log-the-body': plant(
		'no call data, Guid or cookie comes out',
		edit(RUN, '...request.logFacts,', '...request.logFacts, body: request.body,'),
	),
	'report-a-failure-as-written': plant(
		'what is reported as written was written',
		edit(RUN, '.catch(gatewayErrorOnly)', ".catch(() => ({ reply: { retcode: '0' } }))"),
	),
	'report-a-write-as-failed': plant(
		'a failed item is held only if its answer was lost',
		edit(CONTRACT, 'if (String(retcode) === RETCODE', 'if (retcode === RETCODE'),
	),
	'refuse-the-agent-not-the-guid': plant(
		'what failed has its true reason',
		edit(RUN, 'return `${agentId} ${session.guid}`;', 'return agentId;'),
	),
	'hammer-with-a-refused-guid': plant(
		'a refused Guid is not used again',
		edit(RUN, 'refusals.set(sessionKey(job), outcome);', 'refusals.clear();'),
	),
	'retry-without-limit': plant(
		'each item is tried as often as Max Retries says',
		edit(DELIVER, 'retries: effort.maxRetries,', 'retries: Infinity,'),
	),
	'give-up-at-503': plant(
		'each item is tried as often as Max Retries says',
		edit(DELIVER, '[502, 503, 504]', '[502, 504]'),
	),
	'follow-redirects': plant(
		'nothing else arrives at the gateway',
		edit(TRANSPORT, 'maxRedirects: 0,', 'maxRedirects: 5,'),
	),
	'forget-the-pool': plant(
		'connections go back to Max Agents at Once',
		edit(POOL, 'pools.set(key, pool);', ''),
	),
	'lose-a-rejection': plant(
		'Node.js has no complaint',
		edit(TRANSPORT, 'clearTimeout(timer);', 'clearTimeout(timer); void Promise.reject(0);'),
	),
	'keep-every-answer': {
		...plant(
			'the memory is flat after the run',
			edit(TRANSPORT, 'data } = await client.request', 'data } = await keep'),
			edit(TRANSPORT, 'const MAX_ANSWER_BYTES', `${KEEP} const MAX_ANSWER_BYTES`),
		),
		items: 1200,
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
