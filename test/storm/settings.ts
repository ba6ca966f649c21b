import type { Fault } from '../simulator';

/** What one pool of connections may hold. */
export const MOST_CONNECTIONS = 100;

/** What a storm is made of. */
export interface StormSettings {
	/** Over all executions. */
	readonly items: number;
	/** How many executions run at once; one that has ended is followed by the next. */
	readonly executions: number;
	/** Items of one execution. */
	readonly batch: number;
	/** How many gateways; all have agents of the same IDs. */
	readonly gateways: number;
	/** Agents of each gateway. */
	readonly agents: number;
	/** A call changes each time that so many requests have arrived at its gateway. */
	readonly changeEvery: number;
	/** Share of the requests that meet a fault, 0 to 1. */
	readonly rate: number;
	/** Kinds of the faults; all of them unless told otherwise. */
	readonly faults?: readonly Fault['kind'][];
	/** Of the generators that pick faults, items and changes of calls. */
	readonly seed: number;
	/** How long each gateway is down in the middle of the storm. */
	readonly downMs: number;
	/** Whether some answers come too late: each takes a whole timeout. */
	readonly tooLate: boolean;
	/** The node's options. */
	readonly atOnce: number;
	readonly maxRetries: number;
	readonly timeoutS: number;
}

/** One item: no other item has its value. */
export interface StormItem {
	/** Among all items of the storm. */
	readonly index: number;
	readonly execution: number;
	/** Among the items of the execution. */
	readonly place: number;
	readonly gateway: number;
	readonly agentId: string;
	/** Undefined for the agent's current call. */
	readonly callId: string | undefined;
	readonly guid: string;
	readonly cookie: string;
	readonly value: string;
	/** Whether the value goes to the gateway as Base64. */
	readonly encoded: boolean;
}
