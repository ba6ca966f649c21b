import type { Agent } from '../support/gateway';
import type { Usage } from './package/usage';
import type { Load } from './workloads';

/** A way to get call data to a gateway, or a part of such a way. */
export interface Contender {
	readonly name: string;
	/** Whether what it is given reaches the gateway. */
	readonly sends: boolean;
	/** Whether it promises that the last item for an agent arrives last. */
	readonly keepsOrder: boolean;
	/**
	 * Deals with a load.
	 * @param profile a file for the CPU profile of this run
	 * @throws Error when not every item came back with retcode "0"
	 */
	run(load: Load, agents: readonly Agent[], profile?: string): Promise<Usage>;
}

/** The names that the goals speak about. */
export const NAMES = {
	node: 'CC-Gateway node',
	http: 'HTTP Request',
	batched: 'HTTP Request, batched',
	reading: 'Reading of the node',
	credential: 'n8n, the credential for each item',
	expressions: 'n8n, the same expressions',
} as const;

/** Checks how many of a load's items came back with retcode "0". */
export function checkSucceeded(name: string, succeeded: number, { items }: Load): void {
	if (succeeded === items) return;
	throw new Error(`${name}: ${succeeded} of ${items} items came back with retcode "0"`);
}
