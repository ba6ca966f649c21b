import { isIP, type LookupFunction } from 'node:net';
import type { AxiosRequestConfig } from 'axios';
import type { Connection } from './connection';
import { GatewayError } from './failure';

/** n8n's egress policy (SSRF protection), as `helpers.getSecureEgressFilter` gives it. */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ readonly ok: boolean }>;
	createSecureLookup(): LookupFunction;
}

/**
 * Asks the policy before anything is sent, also over a connection that is open already.
 * @throws GatewayError `blocked`; the resolver's own error when the name cannot be looked up
 */
export async function checkEgress(
	{ origin }: Connection,
	egress: EgressFilter | undefined,
): Promise<void> {
	const verdict = await egress?.validateUrl(origin);
	if (verdict?.ok === false) throw new GatewayError({ kind: 'blocked', origin });
}

/** Code of the error with which {@link guardedLookup} refuses an address. */
export const EGRESS_BLOCKED = 'EGRESS_BLOCKED';

/**
 * The policy's own name look-up, so that a name cannot lead elsewhere between check and connection.
 * A plain function: axios would take an async one, as n8n's is, for a look-up without a callback.
 */
export function guardedLookup(egress: EgressFilter): NonNullable<AxiosRequestConfig['lookup']> {
	const lookup = egress.createSecureLookup();
	return (hostname, options, callback) => {
		lookup(hostname, { ...options, all: true }, (error, found) => {
			const addresses = Array.isArray(found) ? found : [{ address: found, family: isIP(found) }];
			callback(
				error && markPolicy(error),
				addresses.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })),
			);
		});
	};
}

/** Resolvers give their errors a code, the policy does not. */
function markPolicy(error: NodeJS.ErrnoException): Error {
	return error.code === undefined ? Object.assign(error, { code: EGRESS_BLOCKED }) : error;
}
