import type { SeenRequest } from '../simulator';
import type { Account, Ledger } from './ledger';
import { isFromRestart, isPassing, isRefusedGuid, isTimeout, type Reason } from './reasons';

/** Says in one line what is known of an item, without its call data. */
export function tell({ item, outcome, tries, metRestart }: Account, what: string): string {
	const reported = outcome?.kind === 'failed' ? outcome.reason.label : outcome?.kind;
	const words = outcome?.kind === 'unclear' ? ` (${outcome.text.slice(0, 200)})` : '';
	const faults = tries.map(
		({ fault = 'no fault', status, connection, atMs, durationMs }) =>
			`${fault}, ${connection} connection, status ${status ?? '-'}, at ${atMs % 1_000_000}, took ${durationMs ?? '-'} ms`,
	);
	const when = metRestart ? ', about the time of the restart' : '';
	return `item ${item.index} ${what}; reported: ${String(reported)}${words}; requests: [${faults.join(', ')}]${when}`;
}

/** Failed items whose reason is not what happened to them, or that were never tried without one. */
export function reasonsThatAreNotTrue({ lanes }: Ledger): string[] {
	return [...lanes.values()].flatMap((lane) =>
		lane
			.filter((account) => !hasTrueReason(account, lane))
			.map((account) => tell(account, 'failed for another reason')),
	);
}

function hasTrueReason(account: Account, lane: readonly Account[]): boolean {
	const { outcome, tries, metRestart, timeouts } = account;
	if (outcome?.kind !== 'failed') return true;
	const { reason } = outcome;
	if (metRestart && isFromRestart(reason)) return true;
	if (timeouts > 0 && isTimeout(reason)) return true;
	const last = tries.at(-1);
	if (last === undefined) return refusalBefore(account, lane)?.label === reason.label;
	const isRightStatus = /\d+$/.exec(reason.label)?.[0] === String(last.status);
	return (
		reason.faults.some((fault) => fault === last.fault) &&
		(!reason.label.startsWith('HTTP') || isRightStatus)
	);
}

/** Items that were sent with a Guid that the gateway had refused to this agent. */
export function refusedGuidsUsed({ lanes }: Ledger): string[] {
	return [...lanes.values()].flatMap((lane) =>
		lane
			.filter((account) => account.tries.length > 0 && refusalBefore(account, lane))
			.map((account) => tell(account, 'was sent with a refused Guid')),
	);
}

/** Why an earlier item of the same agent, sent with the same Guid, was refused. */
function refusalBefore({ item }: Account, lane: readonly Account[]): Reason | undefined {
	return lane
		.slice(0, item.turn)
		.filter((earlier) => earlier.item.guid === item.guid && earlier.tries.length > 0)
		.flatMap(({ outcome }) => (outcome?.kind === 'failed' ? [outcome.reason] : []))
		.find(isRefusedGuid);
}

/** Items that were tried more often than is allowed, or given up before. */
export function wrongNumbersOfTries({ accounts, settings }: Ledger): string[] {
	const most = settings.maxRetries + 1;
	return accounts.flatMap((account) => {
		const { outcome, tries, metRestart, timeouts } = account;
		const count = tries.filter((request) => !wasReplaced(request, settings.timeoutS)).length;
		if (count > most) return [tell(account, `was tried ${count} times`)];
		if (outcome?.kind !== 'failed' || !isPassing(outcome.reason)) return [];
		// A try that does not arrive is one that the restart or a timeout has cut off.
		return metRestart || count + timeouts >= most
			? []
			: [tell(account, `was given up after ${count} tries`)];
	});
}

/**
 * Whether the gateway closed a kept-alive connection instead of answering: the node cannot tell that
 * from one that had been closed before, and sends again on another, which is no try.
 */
function wasReplaced(request: SeenRequest, timeoutS: number): boolean {
	// A connection that was closed while the request arrived has no duration.
	const { connection, status, durationMs = 0 } = request;
	const isByGateway = durationMs < 500 * timeoutS;
	return connection === 'reused' && status === undefined && isByGateway;
}
