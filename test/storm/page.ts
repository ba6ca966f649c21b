import { duration, table } from '../bench/words';
import { FAULT_KINDS } from '../simulator/faults';
import type { Account, Ledger } from './ledger';

/** The figures of a storm, as two tables: what came of the items, and why they failed. */
export function pageOf(ledger: Ledger): string {
	const { accounts, settings, arrivals, executions, gateways } = ledger;
	const { items, agents, rate, seed } = settings;
	const written = accounts.filter(({ outcome }) => outcome?.kind === 'written');
	const failed = accounts.filter(({ outcome }) => outcome?.kind !== 'written');
	const faults = arrivals.flatMap(({ request: { fault } }) => (fault === undefined ? [] : [fault]));
	const total = (of: (gateway: (typeof gateways)[number]) => number): number =>
		gateways.reduce((sum, gateway) => sum + of(gateway), 0);
	const rows = [
		['Items, each with a value of its own', accounts.length],
		['Written: retcode "0", and the meant call has the value', written.length],
		['- of these with a Call ID', written.filter(namesCall).length],
		["- of these to the agent's current call", written.filter(meansCurrentCall).length],
		['- of these to another call than when a first request was refused', afterRefusal(written)],
		['Failed, with the reason below', failed.length],
		['- of these in doubt, as the node says', inDoubt(failed)],
		['- of these stored all the same: the answer was lost', stored(failed)],
		['- of these never arrived', neverArrived(failed)],
		['Calls that began meanwhile', total(({ changes }) => changes.began)],
		['Calls that ended meanwhile', total(({ changes }) => changes.ended)],
		['Transfers to another agent', total(({ changes }) => changes.moved)],
		['Agents who came into a conference', total(({ changes }) => changes.joined)],
		['Agents who left a call', total(({ changes }) => changes.left)],
		['Requests at the gateways', arrivals.length],
		[
			`- of these with a fault, of ${new Set(faults).size} of ${FAULT_KINDS.length} kinds`,
			faults.length,
		],
		['Most requests for one item', accounts.reduce(mostTries, 0)],
		['Connections opened', total(({ connections }) => connections)],
		['Most connections to one gateway', Math.max(...gateways.map((one) => one.mostSockets))],
		['Connections after the run', total(({ openSockets }) => openSockets)],
		['Unhandled rejections, uncaught exceptions, warnings', ledger.incidents.length],
	].map((row) => row.map(String));
	const beganMs = Math.min(...executions.map((execution) => execution.beganMs));
	const endedMs = Math.max(...executions.map((execution) => execution.endedMs));
	const title = `Faults at ${100 * rate} percent, ${items} items in ${executions.length} executions, ${settings.executions} at once, over ${settings.gateways} gateways with ${agents} agents each, seed ${seed}: ${duration(endedMs - beganMs)}`;
	const restarts = gateways.map(({ restart }, index) =>
		restart === undefined
			? `Gateway ${index} did not restart.`
			: `Gateway ${index} restarted: nobody listened for ${duration(restart.toMs - restart.fromMs)}, then with ${restart.isNewCertificate ? 'a new' : 'the same'} certificate.`,
	);
	return [`## ${title}`, restarts.join('\n'), table(['', 'Count'], rows), reasonTable(failed)].join(
		'\n\n',
	);
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
		.map(([label, group]) =>
			[label, group.length, inDoubt(group), stored(group), neverArrived(group)].map(String),
		);
	const heads = ['Reason', 'Failed', 'In doubt', 'Stored all the same', 'Never arrived'];
	return table(heads, rows);
}

function namesCall({ item }: Account): boolean {
	return item.callId !== undefined;
}

function meansCurrentCall({ item }: Account): boolean {
	return item.callId === undefined;
}

/** The current call may have changed between a request that was refused and the next one. */
function afterRefusal(accounts: readonly Account[]): number {
	return accounts
		.filter(meansCurrentCall)
		.filter(({ tries, meantCallId }) => tries[0]?.currentCallId !== meantCallId).length;
}

function inDoubt(accounts: readonly Account[]): number {
	return accounts.filter(({ outcome }) => outcome?.kind === 'failed' && outcome.isInDoubt).length;
}

function neverArrived(accounts: readonly Account[]): number {
	return accounts.filter(({ tries }) => tries.length === 0).length;
}

function stored(accounts: readonly Account[]): number {
	return accounts.filter((account) => account.stored.length > 0).length;
}

function mostTries(most: number, { tries }: Account): number {
	return Math.max(most, tries.length);
}
