import { endsEarly, isTooLate } from './answers';
import type { Arrival } from './gateway';
import type { Ledger } from './ledger';
import type { StormItem } from './settings';

/** Items that reached the gateway after a later item of the same execution, for the same agent or call. */
export function overtaken({ arrivals, owners }: Ledger): string[] {
	const latest = new Map<string, number>();
	return inLanes(arrivals, owners).flatMap(([name, item]) => {
		const lane = `execution ${item.execution}, ${name}`;
		const newest = latest.get(lane) ?? 0;
		latest.set(lane, Math.max(newest, item.place));
		return item.place >= newest ? [] : [`${lane}: item ${item.place} came after ${newest}`];
	});
}

/** Items that reached the gateway again after another item for the same agent or call. */
export function comeBack({ arrivals, owners }: Ledger): string[] {
	const last = new Map<string, StormItem>();
	const gone = new Map<string, Set<StormItem>>();
	return inLanes(arrivals, owners).flatMap(([name, item]) => {
		const before = last.get(name);
		last.set(name, item);
		if (before === undefined || before === item) return [];
		const past = gone.get(name) ?? new Set();
		gone.set(name, past.add(before));
		return past.has(item) ? [`${name}: item ${item.index} came again after ${before.index}`] : [];
	});
}

/**
 * Writes to the same agent or call that were under way at the same time. Left out are those that the
 * client can have ended first: it does not wait for an answer that comes too late, and it sees the end
 * of some answers before the gateway does.
 */
export function besideEachOther({ arrivals, settings }: Ledger): string[] {
	return arrivals.flatMap(({ gateway, request, open }) =>
		open
			.filter((earlier) => earlier.status !== undefined && !endsEarly(earlier))
			.filter((earlier) => !isTooLate(earlier, settings.timeoutS))
			.map(
				(earlier) =>
					`gateway ${gateway}, agent ${request.agentId ?? '-'}, call ${request.callId ?? '-'}: a write came while another was under way (${earlier.fault ?? 'no fault'}, ${earlier.durationMs ?? '-'} ms)`,
			),
	);
}

/** The lanes of each request that belongs to an item: its agent, and its call if it names one. */
function inLanes(
	arrivals: readonly Arrival[],
	owners: ReadonlyMap<Arrival, StormItem>,
): (readonly [string, StormItem])[] {
	return arrivals.flatMap((arrival) => {
		const item = owners.get(arrival);
		if (item === undefined) return [];
		const { gateway, agentId, callId } = item;
		const agent = [`gateway ${gateway}, agent ${agentId}`, item] as const;
		if (callId === undefined) return [agent];
		return [agent, [`gateway ${gateway}, call ${callId}`, item] as const];
	});
}
