import { isDenied, isLost, saysStored } from './answers';
import type { Account, Ledger } from './ledger';
import { isFromRestart, isUnclear } from './reasons';
import { mayBeCutOff, tell, wasNotSent } from './tries';

/** Items whose value is, or has been, on another call than the one that was meant. */
export function onAnotherCall({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ item, stored, meantCallId }) =>
			stored.some(({ gateway, callId }) => gateway !== item.gateway || callId !== meantCallId),
		)
		.map((account) => tell(account, 'was stored on another call'));
}

/** Items that are reported as written and were not, or without an answer that says so. */
export function wrongWrites({ accounts }: Ledger): string[] {
	return accounts.flatMap((account) => {
		const { outcome, stored, tries } = account;
		if (outcome?.kind === 'unclear') return [tell(account, 'came out as neither')];
		if (outcome?.kind !== 'written') return [];
		if (stored.length === 0) return [tell(account, 'was never stored')];
		const last = tries.at(-1)?.request;
		return last !== undefined && saysStored(last)
			? []
			: [tell(account, 'got no answer that says so')];
	});
}

/** Writes to a current call that were stored twice. */
export function storedTwice({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ item, stored }) => item.callId === undefined && stored.length > 1)
		.map((account) => tell(account, 'was stored twice'));
}

/** Items that failed without a word of doubt, and were stored. */
export function storedAllTheSame({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ outcome }) => outcome?.kind === 'failed' && !outcome.isInDoubt)
		.filter(({ stored }) => stored.length > 0)
		.map((account) => tell(account, 'was stored, and the node does not say that it may have been'));
}

/** Items that may have been stored, as the node says, and cannot have been. */
export function doubtWithoutCause({ accounts, settings }: Ledger): string[] {
	return accounts
		.filter((account) => {
			const { outcome, tries } = account;
			if (outcome?.kind !== 'failed' || !outcome.isInDoubt) return false;
			if (wasNotSent(account, outcome)) return true;
			const isOpen = tries.some(
				({ request }) => isUnclear(outcome.reason) || !isDenied(request, settings.timeoutS),
			);
			return !isOpen && !mayBeCutOff(account);
		})
		.map((account) => tell(account, 'is said to be in doubt, but every request was denied'));
}

/** Items that are reported as failed although the answer said plainly that they were stored. */
export function failedWithoutLoss({ accounts }: Ledger): string[] {
	return accounts
		.filter(({ outcome, stored }) => outcome?.kind === 'failed' && stored.length > 0)
		.filter((account) => !mayBeLost(account))
		.map((account) => tell(account, 'was stored, and the gateway said so'));
}

function mayBeLost({ tries, outcome, metRestart, timeouts }: Account): boolean {
	if (tries.some(({ request }) => isLost(request)) || timeouts > 0) return true;
	return outcome?.kind === 'failed' && isFromRestart(outcome.reason) && metRestart;
}
