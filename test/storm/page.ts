import { duration, table } from '../bench/words';
import { FAULT_KINDS } from '../simulator/faults';
import type { Account, Ledger } from './ledger';

/** The figures of a storm, as two tables: what came of the items, and why they failed. */
export function pageOf(ledger: Ledger): string {
	const { accounts, settings, requests, restart } = ledger;
	const { items, agents, rate, seed } = settings;
	const failed = accounts.filter(({ outcome }) => outcome?.kind !== 'written');
	const faulty = requests.filter(({ fault }) => fault !== undefined);
	const kinds = new Set(faulty.map(({ fault }) => fault));
	const rows = [
		['Items, each with a value of its own', items],
		['Written: retcode "0", and the gateway has set the value', items - failed.length],
		['Failed, with the reason below', failed.length],
		[
			'- of these never arrived: the Guid had been refused, or the gateway was down',
			neverArrived(failed),
		],
		['- of these held by the gateway all the same: the answer was lost', held(failed)],
		['Calls that hold such a value in the end', callsInDoubt(ledger)],
		['Requests at the gateway', requests.length],
		[`- of these with a fault, of ${kinds.size} of ${FAULT_KINDS.length} kinds`, faulty.length],
		['Most requests for one item', Math.max(...accounts.map(({ tries }) => tries.length))],
		['Connections opened', ledger.connections],
		[`Connections after the run (at most ${settings.atOnce})`, ledger.openSockets],
		['Unhandled rejections, uncaught exceptions, warnings', ledger.incidents.length],
	].map((row) => row.map(String));
	const title = `Faults at ${100 * rate} percent, ${items} items over ${agents} agents, seed ${seed}: ${duration(ledger.endedMs - ledger.beganMs)}`;
	const down =
		restart === undefined
			? 'No restart.'
			: `Restart: nobody listened for ${duration(restart.toMs - restart.fromMs)}, then with ${restart.isNewCertificate ? 'a new' : 'the same'} certificate.`;
	return [`## ${title}`, down, table(['', 'Count'], rows), reasonTable(failed)].join('\n\n');
}

function reasonTable(failed: readonly Account[]): string {
	const groups = new Map<string, Account[]>();
	for (const account of failed) {
		const { outcome } = account;
		const label = outcome?.kind === 'failed' ? outcome.reason.label : 'no reason';
		groups.set(label, [...(groups.get(label) ?? []), account]);
	}
	const rows = [...groups]
		.sort(([a], [b]) => a.localeCompare(b))
		.map(([label, group]) => [label, group.length, neverArrived(group), held(group)].map(String));
	return table(['Reason', 'Failed', 'Never arrived', 'Held all the same'], rows);
}

function neverArrived(accounts: readonly Account[]): number {
	return accounts.filter(({ tries }) => tries.length === 0).length;
}

function held(accounts: readonly Account[]): number {
	return accounts.filter(({ wasSet }) => wasSet).length;
}

function callsInDoubt({ lanes }: Ledger): number {
	return [...lanes.values()].filter(
		(lane) => lane.findLast(({ wasSet }) => wasSet)?.outcome?.kind === 'failed',
	).length;
}
