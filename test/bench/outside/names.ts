/** The ways outside n8n, as the tables name them. */
export const OUTSIDE = {
	deliver: 'deliver of the node',
	adapter: 'axios with our adapter',
	axios: 'axios with its own adapter',
	https: 'node:https',
	undici: 'undici Pool',
} as const;

/** Lengths of the call data that are measured, in bytes. */
export const OUTSIDE_BYTES = [200, 16_000] as const;

/** What one way came to with one length of call data, in one round. */
export interface OutsideSample {
	readonly way: string;
	readonly bytes: number;
	readonly perSecond: number;
	/** CPU time of this process for each request, in µs. */
	readonly cpuUs: number;
}
