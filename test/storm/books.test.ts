import type { INodeExecutionData } from 'n8n-workflow';
import type { SeenRequest } from '../simulator';
import type { BookName } from './balance';
import { BOOKS } from './books';
import type { Evidence } from './evidence';
import type { Arrival } from './gateway';
import { openLedger } from './ledger';
import type { StormItem, StormSettings } from './settings';

const SETTINGS: StormSettings = {
	items: 2,
	executions: 2,
	batch: 2,
	gateways: 2,
	agents: 2,
	changeEvery: 1,
	rate: 0,
	seed: 1,
	downMs: 0,
	tooLate: false,
	atOnce: 5,
	maxRetries: 1,
	timeoutS: 5,
};
const BEGAN_MS = 1_800_000_000_000;
const RESET = 'The connection to https://127.0.0.1:1 was closed too early';
const IN_DOUBT = 'The call data may or may not have been stored. Try again.';

/** Two items of one agent: the first for a call, the second for the agent's current call. */
const CALL: StormItem = itemOf(0, 'call-1');
const CURRENT: StormItem = itemOf(1, undefined);
/** The same agent in another execution. */
const LATER: StormItem = { ...itemOf(2, 'call-1'), execution: 1, place: 0 };
/** A colleague in the same call. */
const COLLEAGUE: StormItem = { ...itemOf(1, 'call-1'), agentId: '102' };

test('the books of a run in which all went well balance', () => {
	expect(unbalanced({})).toEqual([]);
});

test('the books of a run with a fault of each sort balance', () => {
	const arrivals = [
		arrival(CALL, { fault: 'status', status: 502, retcode: undefined, stored: undefined }),
		arrival(CALL, { atMs: BEGAN_MS + 300 }),
		arrival(CURRENT, { atMs: BEGAN_MS + 400, fault: 'resetAfter', status: undefined }),
	];
	const outputs = [written(CALL), failed(CURRENT, RESET)];
	expect(unbalanced({ arrivals, outputs })).toEqual([]);
});

const FAILING: readonly (readonly [BookName, string, Parameters<typeof unbalanced>[0]])[] = [
	['every item comes out once, in its place', 'an item is missing', { outputs: [written(CALL)] }],
	[
		'every item comes out once, in its place',
		'two items have changed places',
		{ outputs: [written(CURRENT), written(CALL)] },
	],
	[
		'no value is on another call than the one that was meant',
		'the value is on the call of an item that names another one',
		{ arrivals: [arrival(CALL, { stored: { callId: 'call-2', order: 1 } }), arrival(CURRENT)] },
	],
	[
		'no value is on another call than the one that was meant',
		'a repeat has reached the next current call',
		{
			arrivals: [
				arrival(CALL),
				arrival(CURRENT, { fault: 'resetAfter', status: undefined }),
				arrival(CURRENT, { stored: { callId: 'call-2', order: 3 } }),
			],
		},
	],
	[
		'what is reported as written was written',
		'the value was not stored',
		{ arrivals: [arrival(CALL, { stored: undefined }), arrival(CURRENT)] },
	],
	[
		'what is reported as written was written',
		'the answer did not say so',
		{ arrivals: [arrival(CALL, { fault: 'notJson' }), arrival(CURRENT)] },
	],
	[
		'what is reported as written was written',
		'the words are not known',
		{ outputs: [written(CALL), failed(CURRENT, 'Something else')] },
	],
	[
		'a write to a current call is stored once at most',
		'it was stored twice',
		{
			arrivals: [
				arrival(CALL),
				arrival(CURRENT, { fault: 'resetAfter', status: undefined }),
				arrival(CURRENT),
			],
		},
	],
	[
		'a write to a current call is not repeated in doubt',
		'it came again after a reset that had stored nothing',
		{
			arrivals: [
				arrival(CALL),
				arrival(CURRENT, {
					fault: 'resetBefore',
					status: undefined,
					retcode: undefined,
					stored: undefined,
				}),
				arrival(CURRENT),
			],
		},
	],
	[
		'what failed has its true reason',
		'nothing was wrong with the connection',
		{ outputs: [written(CALL), failed(CURRENT, RESET)] },
	],
	[
		'what failed has its true reason',
		'the retcode is not the one in the message',
		{
			arrivals: [arrival(CALL), arrival(CURRENT, { retcode: '400-001', stored: undefined })],
			outputs: [written(CALL), failed(CURRENT, 'No such call (retcode 400-001)', '', '400-002')],
		},
	],
	[
		'what is not said to be in doubt was not stored',
		'the answer was lost',
		{
			arrivals: [arrival(CALL), arrival(CURRENT, { fault: 'resetAfter', status: undefined })],
			outputs: [written(CALL), failed(CURRENT, RESET, 'Try again.')],
		},
	],
	[
		'what is said to be in doubt may have been stored',
		'the gateway has refused it',
		{
			arrivals: [arrival(CALL), arrival(CURRENT, { retcode: '400-001', stored: undefined })],
			outputs: [
				written(CALL),
				failed(CURRENT, 'No such call (retcode 400-001)', IN_DOUBT, '400-001'),
			],
		},
	],
	[
		'a stored item fails only if its answer was lost',
		'the answer was whole',
		{ outputs: [written(CALL), failed(CURRENT, RESET)] },
	],
	[
		'the writes to an agent or call arrive in the order of the items',
		'the second one of the agent came first',
		{ arrivals: [arrival(CURRENT), arrival(CALL)] },
	],
	[
		'the writes to an agent or call arrive in the order of the items',
		"the colleague's write to the call came first",
		{ items: [CALL, COLLEAGUE], arrivals: [arrival(COLLEAGUE), arrival(CALL)] },
	],
	[
		'no write comes again after a newer one',
		'a repeat came after the write of another execution',
		{
			items: [CALL],
			more: [LATER],
			arrivals: [
				arrival(CALL, { fault: 'status', status: 502, retcode: undefined, stored: undefined }),
				arrival(LATER),
				arrival(CALL, { atMs: BEGAN_MS + 300 }),
			],
		},
	],
	[
		'two writes to an agent or call are never under way at once',
		'the second came while the first was not answered',
		{
			arrivals: [
				arrival(CALL, { fault: 'delay', durationMs: 200 }),
				{ ...arrival(CURRENT), open: [requestOf(CALL, { fault: 'delay', durationMs: 200 })] },
			],
		},
	],
	[
		'each item is tried as often as Max Retries says',
		'it was given up at the first 502',
		{
			arrivals: [
				arrival(CALL, { fault: 'status', status: 502, retcode: undefined, stored: undefined }),
				arrival(CURRENT),
			],
			outputs: [failed(CALL, 'HTTP status 502 came back instead'), written(CURRENT)],
		},
	],
	[
		'each item is tried as often as Max Retries says',
		'it was sent three times',
		{
			arrivals: [
				...[0, 300, 600].map((ms) =>
					arrival(CALL, {
						atMs: BEGAN_MS + ms,
						...{ fault: 'status', status: 502, retcode: undefined, stored: undefined },
					}),
				),
				arrival(CURRENT, { atMs: BEGAN_MS + 700 }),
			],
			outputs: [
				failed(CALL, 'HTTP status 502 came back instead', IN_DOUBT, undefined, 3),
				written(CURRENT),
			],
		},
	],
	[
		'each item is tried as often as Max Retries says',
		'it says more attempts than there were',
		{
			arrivals: [arrival(CALL), arrival(CURRENT, { retcode: '400-001', stored: undefined })],
			outputs: [written(CALL), failed(CURRENT, 'No such call (retcode 400-001)', '', '400-001', 2)],
		},
	],
	[
		'Retry-After is honoured',
		'the next request came after 300 ms',
		{
			arrivals: [
				arrival(CALL, { fault: 'status', status: 503, retcode: undefined, stored: undefined }),
				arrival(CALL, { atMs: BEGAN_MS + 300 }),
				arrival(CURRENT, { atMs: BEGAN_MS + 400 }),
			],
		},
	],
	[
		'a refused Guid is not used again',
		'the next item was sent with it',
		{
			arrivals: [arrival(CALL, { fault: 'retcode', retcode: undefined }), arrival(CURRENT)],
			outputs: [
				failed(CALL, 'The Guid is not valid (retcode 000-003)', '', '000-003'),
				written(CURRENT),
			],
		},
	],
	[
		'nothing else arrives at the gateways',
		'a request has reached the other gateway',
		{ arrivals: [arrival(CALL), { ...arrival(CURRENT), gateway: 1 }] },
	],
	[
		'nothing else arrives at the gateways',
		'a request has the Guid of another item',
		{ arrivals: [arrival(CALL), arrival(CURRENT, { headers: { guid: 'other' } })] },
	],
	[
		'each gateway restarted with another certificate',
		'a gateway has not restarted',
		{ gateway: { restart: undefined } },
	],
	[
		'each gateway restarted with another certificate',
		'the certificate is the old one',
		{
			gateway: {
				restart: { fromMs: BEGAN_MS - 20, toMs: BEGAN_MS - 10, isNewCertificate: false },
			},
		},
	],
	[
		'calls began, ended and moved meanwhile',
		'no call has moved',
		{ gateway: { changes: { began: 1, ended: 1, moved: 0, joined: 1, left: 1 } } },
	],
	['no call data, Guid or cookie comes out', 'a Guid is logged', { texts: [`Guid ${CALL.guid}`] }],
	[
		'no call data, Guid or cookie comes out',
		'call data is logged as Base64',
		{ texts: [Buffer.from(CALL.value).toString('base64')] },
	],
	['Node.js has no complaint', 'there was a warning', { incidents: ['Warning'] }],
	['connections stay within their bounds', 'they are left open', { gateway: { openSockets: 11 } }],
	['connections stay within their bounds', 'they were too many', { gateway: { mostSockets: 31 } }],
];

test.each(FAILING)('the book "%s" shows that %s', (name, _, parts) => {
	expect(unbalanced(parts)).toContain(name);
});

test('there is such a test for each book', () => {
	expect(new Set(FAILING.map(([name]) => name))).toEqual(new Set(BOOKS.map(({ name }) => name)));
});

/** The books that do not balance, when a run of the two items is changed in these parts. */
function unbalanced({
	items = [CALL, CURRENT],
	more = [],
	arrivals = items.map((item) => arrival(item)),
	outputs = items.map(written),
	gateway = {},
	...rest
}: {
	readonly items?: readonly StormItem[];
	/** Items of another execution. */
	readonly more?: readonly StormItem[];
	readonly outputs?: readonly INodeExecutionData[];
	readonly gateway?: Partial<Evidence['gateways'][number]>;
} & Partial<Pick<Evidence, 'arrivals' | 'texts' | 'incidents'>>): string[] {
	const bounds = { beganMs: BEGAN_MS, endedMs: BEGAN_MS + 1000 };
	const evidence: Evidence = {
		settings: SETTINGS,
		executions: [
			{ items, outputs, ...bounds },
			{ items: more, outputs: more.map(written), ...bounds },
		],
		texts: [],
		arrivals,
		gateways: [0, 1].map(() => ({
			changes: { began: 1, ended: 1, moved: 1, joined: 1, left: 1 },
			restart: { fromMs: BEGAN_MS - 20, toMs: BEGAN_MS - 10, isNewCertificate: true },
			connections: 1,
			mostSockets: 1,
			openSockets: 1,
			...gateway,
		})),
		incidents: [],
		...rest,
	};
	const ledger = openLedger(evidence);
	return BOOKS.filter(({ check }) => check(ledger).length > 0).map(({ name }) => name);
}

function itemOf(index: number, callId: string | undefined): StormItem {
	return {
		index,
		execution: 0,
		place: index,
		gateway: 0,
		agentId: '101',
		callId,
		guid: 'a-guid-of-the-agent',
		cookie: 'session=a-cookie-of-the-agent',
		value: `the value of item ${index}`,
		encoded: false,
	};
}

function requestOf(item: StormItem, more: Partial<SeenRequest> = {}): SeenRequest {
	const { agentId, callId, guid, cookie, value } = item;
	return {
		atMs: BEGAN_MS + 100 * item.index,
		name: 'setCallAppDataEx',
		method: 'PUT',
		path: `/agentgateway/resource/calldata/${agentId}/setcalldataex`,
		query: '',
		agentId,
		callId,
		callDataLength: value.length,
		headerNames: [],
		headers: { guid, cookie },
		body: JSON.stringify({ callid: callId, calldata: value, isDataEncoded: false }),
		connection: 'new',
		fault: undefined,
		status: 200,
		retcode: '0',
		stored: { callId: callId ?? 'call-1', order: 1 },
		isAnswered: true,
		durationMs: 1,
		...more,
	};
}

function arrival(item: StormItem, more: Partial<SeenRequest> = {}): Arrival {
	return { gateway: 0, request: requestOf(item, more), currentCallId: 'call-1', open: [] };
}

function written({ place }: StormItem): INodeExecutionData {
	return {
		json: { message: 'success', retcode: '0', result: {} },
		pairedItem: { item: place },
	};
}

function failed(
	{ place }: StormItem,
	message: string,
	description = IN_DOUBT,
	retcode?: string,
	attempts = 1,
): INodeExecutionData {
	const error = { message, description, ...(retcode !== undefined && { retcode }), attempts };
	return { json: { error }, pairedItem: { item: place } };
}
