import type { SeenRequest } from '../simulator';
import { isDenied, isTooLate } from './answers';
import type { Account, Ledger } from './ledger';
import type { FailedOutcome } from './outcome';
import { isBusy, isFromRestart, isPassing, isRefusedGuid, isTimeout } from './reasons';

/** How long `Retry-After` of the storm's faults with status 503 asks to wait. */
export const RETRY_AFTER_S = 1;
/** What timers and clocks are off by. */
const INACCURACY_MS = 25;

/** Says in one line what is known of an item, without its call data. */
export function tell(account: Account, what: string): string {
	const { item, outcome, tries, stored, metRestart } = account;
	const reported =
		outcome?.kind === 'failed'
			? `${outcome.reason.label} after ${outcome.attempts} attempts${outcome.isInDoubt ? ', in doubt' : ''}`
			: outcome?.kind;
	const words = outcome?.kind === 'unclear' ? ` (${outcome.text.slice(0, 200)})` : '';
	const faults = tries.map(({ request: { fault = 'no fault', status, connection, ...more } }) => {
		const { retcode = '-', atMs, durationMs } = more;
		return `${fault}, ${connection} connection, status ${status ?? '-'}, retcode ${retcode}, at ${atMs % 1_000_000}, took ${durationMs ?? '-'} ms`;
	});
	const calls = stored.map(({ gateway, callId }) => `${callId} of gateway ${gateway}`);
	const whose = `item ${item.index} of execution ${item.execution} (gateway ${item.gateway}, agent ${item.agentId}, call ${item.callId ?? 'current'})`;
	const when = metRestart ? ', about the time of the restart' : '';
	return `${whose} ${what}; reported: ${String(reported)}${words}; requests: [${faults.join(', ')}]; stored on: [${calls.join(', ')}]${when}`;
}

/** Failed items whose reason is not what happened to them, or that were never tried without one. */
export function reasonsThatAreNotTrue({ lanes }: Ledger): string[] {
	return lanes.flatMap((lane) =>
		lane.flatMap((account, turn) => {
			const { outcome } = account;
			if (outcome?.kind !== 'failed') return [];
			return hasTrueReason(account, outcome, lane.slice(0, turn))
				? []
				: [tell(account, 'failed for another reason')];
		}),
	);
}

function hasTrueReason(
	account: Account,
	outcome: FailedOutcome,
	before: readonly Account[],
): boolean {
	const { tries, metRestart, metClosing, timeouts } = account;
	const { reason, attempts, retcode } = outcome;
	const codeInReason = /^retcode (.*)$/.exec(reason.label)?.[1];
	if (retcode !== codeInReason) return false;
	if (isBusy(reason)) return tries.length === 0 && attempts === 0;
	if (metRestart && isFromRestart(reason)) return true;
	if (timeouts > 0 && isTimeout(reason)) return true;
	if (metClosing && reason.label === 'connection closed') return true;
	const last = tries.at(-1)?.request;
	if (last === undefined) return refusalBefore(account, before)?.reason.label === reason.label;
	if (retcode !== undefined && retcode === last.retcode) return true;
	const isRightStatus = /\d+$/.exec(reason.label)?.[0] === String(last.status);
	return (
		reason.faults.some((fault) => fault === last.fault) &&
		(!reason.label.startsWith('HTTP') || isRightStatus)
	);
}

/** Items that were sent with a Guid and a cookie that the gateway had refused to this agent. */
export function refusedGuidsUsed({ lanes }: Ledger): string[] {
	return lanes.flatMap((lane) =>
		lane
			.filter(({ tries }) => tries.length > 0)
			.filter((account) => refusalBefore(account, lane.slice(0, lane.indexOf(account))))
			.map((account) => tell(account, 'was sent with a refused Guid')),
	);
}

/** The refusal of an earlier item of the execution with the same agent, Guid and cookie. */
function refusalBefore({ item }: Account, before: readonly Account[]): FailedOutcome | undefined {
	return before
		.filter((earlier) => earlier.item.guid === item.guid && earlier.item.cookie === item.cookie)
		.filter((earlier) => earlier.tries.length > 0)
		.flatMap(({ outcome }) => (outcome?.kind === 'failed' ? [outcome] : []))
		.find(({ reason }) => isRefusedGuid(reason));
}

/** Items that were tried more often than is allowed, or given up before; and wrong counts of attempts. */
export function wrongNumbersOfTries({ accounts, settings }: Ledger): string[] {
	const most = settings.maxRetries + 1;
	return accounts.flatMap((account) => {
		const { outcome, tries } = account;
		const isReplaced = tries.some(({ request }) => wasReplaced(request, settings.timeoutS));
		if (tries.length > most + (isReplaced ? 1 : 0)) {
			return [tell(account, `was tried ${tries.length} times`)];
		}
		if (outcome?.kind !== 'failed' || wasNotSent(account, outcome)) return [];
		const { attempts } = outcome;
		if (attempts < tries.length || attempts > most + 1) {
			return [tell(account, `says ${attempts} attempts`)];
		}
		if (mayBeCutOff(account)) return [];
		if (attempts > tries.length) return [tell(account, 'says too many attempts')];
		const least = isWorthTrying(account, outcome, settings.timeoutS) ? most : 1;
		return attempts < least ? [tell(account, `was given up after ${attempts} tries`)] : [];
	});
}

/** Whether an attempt may have been made that did not arrive, or not whole. */
export function mayBeCutOff({ metRestart, metClosing, timeouts }: Account): boolean {
	return metRestart || metClosing || timeouts > 0;
}

/** Whether the item failed because of others: their refused Guid, or their writes. */
export function wasNotSent({ tries }: Account, { reason }: FailedOutcome): boolean {
	return tries.length === 0 && (isBusy(reason) || isRefusedGuid(reason));
}

/** A write to the current call is worth another try only where the gateway has denied it. */
function isWorthTrying(
	{ item, tries }: Account,
	{ reason }: FailedOutcome,
	timeoutS: number,
): boolean {
	const isHarmless = tries.every(({ request }) => isDenied(request, timeoutS));
	return isPassing(reason) && (item.callId !== undefined || isHarmless);
}

/** Writes to a current call that were sent again although they may have been stored. */
export function repeatedInDoubt({ accounts, settings: { timeoutS } }: Ledger): string[] {
	return accounts
		.filter(({ item }) => item.callId === undefined)
		.filter(({ tries }) => tries.slice(0, -1).some(({ request }) => !isDenied(request, timeoutS)))
		.map((account) => tell(account, 'was sent again in doubt'));
}

/**
 * Items that were sent again before the time that `Retry-After` asked for was over. In a restart the
 * answer that asks can get lost.
 */
export function impatient({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ metRestart }) => !metRestart)
		.filter(({ tries }) =>
			tries.some(({ request: { fault, status, atMs, durationMs = 0 } }, index) => {
				const next = tries[index + 1]?.request;
				const isAsked = fault === 'status' && status === 503 && next !== undefined;
				const waitedMs = (next?.atMs ?? 0) - atMs - durationMs;
				return isAsked && waitedMs < 1000 * RETRY_AFTER_S - INACCURACY_MS;
			}),
		)
		.map((account) => tell(account, 'did not wait as it was asked to'));
}

/**
 * Whether the gateway closed a kept-alive connection instead of answering: the node cannot tell that
 * from one that had been closed before, and once sends again on another, which is no retry.
 */
function wasReplaced(request: SeenRequest, timeoutS: number): boolean {
	// A connection that was closed while the request arrived has no duration.
	const { connection, status, fault, durationMs = 0 } = request;
	// The beginning of an answer can get lost when the connection is closed right behind it.
	const isUnanswered = status === undefined || fault === 'truncated';
	const isByGateway = !isTooLate({ ...request, durationMs }, timeoutS);
	return connection === 'reused' && isUnanswered && isByGateway;
}
