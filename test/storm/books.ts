import type { Fault, SeenRequest } from '../simulator';
import { type Account, indexOf, type Ledger } from './ledger';
import { overtaken, wrongLastValues } from './order';
import { isFromRestart } from './reasons';
import { findSecrets } from './secrets';
import { reasonsThatAreNotTrue, refusedGuidsUsed, tell, wrongNumbersOfTries } from './tries';

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
	{ name: 'what is reported as written was written', check: wrongWrites },
	{ name: 'what failed has its true reason', check: reasonsThatAreNotTrue },
	{ name: 'a failed item is held only if its answer was lost', check: heldWithoutDoubt },
	{ name: 'the values of a call arrive in the order of the items', check: overtaken },
	{ name: 'each call holds the newest value that was set', check: wrongLastValues },
	{ name: 'each item is tried as often as Max Retries says', check: wrongNumbersOfTries },
	{ name: 'a refused Guid is not used again', check: refusedGuidsUsed },
	{ name: 'nothing else arrives at the gateway', check: strayRequests },
	{ name: 'the gateway restarted with another certificate', check: missingRestart },
	{ name: 'no call data, Guid or cookie comes out', check: findSecrets },
	{ name: 'Node.js has no complaint', check: ({ incidents }) => incidents },
	{ name: 'connections go back to Max Agents at Once', check: leftConnections },
] as const satisfies readonly Book[];

/** An answer that the node can take for nothing but a success. */
const READABLE: readonly (string | undefined)[] = [
	undefined,
	'closeAfter',
	'delay',
	'huge',
	'retcode',
	'slow',
] satisfies readonly (Fault['kind'] | undefined)[];

/** The request was carried out, but nobody can tell that from what came back. */
const LOST: readonly (string | undefined)[] = [
	'delay',
	'emptyBody',
	'huge',
	'missingRetcode',
	'notJson',
	'resetAfter',
	'slow',
	'truncated',
] satisfies readonly Fault['kind'][];

function itemsOutOfPlace({ items, outputs }: Ledger): string[] {
	const length = Math.max(items.length, outputs.length);
	const inPlace = outputs.filter((output, place) => indexOf(output) === place).length;
	return inPlace === length
		? []
		: [`${items.length} items went in, ${outputs.length} came out, ${inPlace} in their place`];
}

function wrongWrites({ accounts }: Ledger): string[] {
	return accounts.flatMap((account) => {
		const { outcome, wasSet, tries } = account;
		if (outcome?.kind === 'unclear') return [tell(account, 'came out as neither')];
		if (outcome?.kind !== 'written') return [];
		if (!wasSet) return [tell(account, 'was never set')];
		const last = tries.at(-1);
		return last?.retcode === '0' && READABLE.includes(last.fault)
			? []
			: [tell(account, 'got no answer that says so')];
	});
}

function heldWithoutDoubt({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ outcome, wasSet }) => outcome?.kind === 'failed' && wasSet)
		.filter((account) => !mayBeInDoubt(account))
		.map((account) => tell(account, 'was set, and the gateway said so'));
}

function mayBeInDoubt({ tries, outcome, metRestart, timeouts }: Account): boolean {
	const isLost = ({ fault, status, retcode }: SeenRequest): boolean =>
		retcode === '0' && (status === undefined || LOST.includes(fault));
	if (tries.some(isLost) || timeouts > 0) return true;
	return outcome?.kind === 'failed' && isFromRestart(outcome.reason) && metRestart;
}

function strayRequests({ strays }: Ledger): string[] {
	return strays.map(({ method, path }) => `${method} ${path}`);
}

function missingRestart({ restart }: Ledger): string[] {
	if (restart === undefined) return ['the storm was over before the restart'];
	return restart.isNewCertificate ? [] : ['the certificate is the same as before'];
}

function leftConnections({ openSockets, settings: { atOnce } }: Ledger): string[] {
	return openSockets <= atOnce ? [] : [`${openSockets} are open, at most ${atOnce} are needed`];
}
