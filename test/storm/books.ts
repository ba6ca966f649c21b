import type { Evidence } from './evidence';
import { type Ledger, placeOf } from './ledger';
import {
	doubtWithoutCause,
	failedWithoutLoss,
	onAnotherCall,
	storedAllTheSame,
	storedTwice,
	wrongWrites,
} from './meant';
import { besideEachOther, comeBack, overtaken } from './order';
import { findSecrets } from './secrets';
import { MOST_CONNECTIONS } from './settings';
import {
	impatient,
	reasonsThatAreNotTrue,
	refusedGuidsUsed,
	repeatedInDoubt,
	wrongNumbersOfTries,
} from './tries';

/** What has to be true of a storm. */
export interface Book {
	/** The sentence that has to be true. */
	readonly name: string;
	/** Gives what shows that it is not, in words; nothing when it is. */
	readonly check: (ledger: Ledger) => readonly string[];
}

/** All books but the one of the memory, which can only be looked at when these are closed. */
export const BOOKS = [
	{ name: 'every item comes out once, in its place', check: itemsOutOfPlace },
	{ name: 'no value is on another call than the one that was meant', check: onAnotherCall },
	{ name: 'what is reported as written was written', check: wrongWrites },
	{ name: 'a write to a current call is stored once at most', check: storedTwice },
	{ name: 'a write to a current call is not repeated in doubt', check: repeatedInDoubt },
	{ name: 'what failed has its true reason', check: reasonsThatAreNotTrue },
	{ name: 'what is not said to be in doubt was not stored', check: storedAllTheSame },
	{ name: 'what is said to be in doubt may have been stored', check: doubtWithoutCause },
	{ name: 'a stored item fails only if its answer was lost', check: failedWithoutLoss },
	{ name: 'the writes to an agent or call arrive in the order of the items', check: overtaken },
	{ name: 'no write comes again after a newer one', check: comeBack },
	{ name: 'two writes to an agent or call are never under way at once', check: besideEachOther },
	{ name: 'each item is tried as often as Max Retries says', check: wrongNumbersOfTries },
	{ name: 'Retry-After is honoured', check: impatient },
	{ name: 'a refused Guid is not used again', check: refusedGuidsUsed },
	{ name: 'nothing else arrives at the gateways', check: strayRequests },
	{ name: 'each gateway restarted with another certificate', check: missingRestarts },
	{ name: 'calls began, ended and moved meanwhile', check: callsThatStayed },
	{ name: 'no call data, Guid or cookie comes out', check: findSecrets },
	{ name: 'Node.js has no complaint', check: ({ incidents }) => incidents },
	{ name: 'connections stay within their bounds', check: tooManyConnections },
] as const satisfies readonly Book[];

/** What the gateway may see open beside a full pool: connections that the node has closed just now. */
const CLOSING_CONNECTIONS = 20;

function itemsOutOfPlace({ executions }: Ledger): string[] {
	return executions.flatMap(({ items, outputs }, index) => {
		const length = Math.max(items.length, outputs.length);
		const inPlace = outputs.filter((output, place) => placeOf(output) === place).length;
		return inPlace === length
			? []
			: [
					`execution ${index}: ${items.length} items went in, ${outputs.length} came out, ${inPlace} in their place`,
				];
	});
}

function strayRequests({ strays }: Ledger): string[] {
	return strays.map(
		({ gateway, request: { method, path } }) => `gateway ${gateway}: ${method} ${path}`,
	);
}

function missingRestarts({ gateways }: Evidence): string[] {
	return gateways.flatMap(({ restart }, index) => {
		if (restart === undefined) return [`gateway ${index}: the storm was over before the restart`];
		return restart.isNewCertificate
			? []
			: [`gateway ${index}: the certificate is the same as before`];
	});
}

function callsThatStayed({ gateways }: Evidence): string[] {
	return gateways.flatMap(({ changes }, index) =>
		Object.entries(changes)
			.filter(([, count]) => count === 0)
			.map(([change]) => `gateway ${index}: no call ${change}`),
	);
}

function tooManyConnections({ gateways, settings: { atOnce, executions } }: Evidence): string[] {
	const limit = Math.min(MOST_CONNECTIONS, atOnce * executions);
	return gateways.flatMap(({ mostSockets, openSockets }, index) => [
		...(mostSockets > limit + CLOSING_CONNECTIONS
			? [`gateway ${index}: ${mostSockets} were open, at most ${limit} are needed`]
			: []),
		...(openSockets > limit
			? [`gateway ${index}: ${openSockets} are left open, at most ${limit} are needed`]
			: []),
	]);
}
