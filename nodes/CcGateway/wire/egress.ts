import { isIP, type LookupFunction } from 'node:net';
import type { Connection } from './connection';
import { WireError } from './wireError';

/** n8n's egress policy (SSRF protection), as `helpers.getSecureEgressFilter` gives it. */
export interface EgressFilter {
	validateUrl(url: string): Promise<{ readonly ok: boolean }>;
	createSecureLookup(): LookupFunction;
}

/**
 * Asks the policy before anything is sent, also over a connection that is open already.
 * @throws WireError `blocked`; the resolver's own error when the name cannot be looked up
 */
export async function checkEgress({ origin }: Connection, egress: EgressFilter): Promise<void> {
	const verdict = await egress.validateUrl(origin);
	if (!verdict.ok) throw new WireError({ kind: 'blocked', origin }, false);
}

/** Code of the error with which {@link guardedLookup} refuses an address. */
export const EGRESS_BLOCKED = 'EGRESS_BLOCKED';

/** The policy's own name look-up, so that a name cannot lead elsewhere between check and connection. */
export function guardedLookup(egress: EgressFilter): LookupFunction {
	const lookup = egress.createSecureLookup();
	return (hostname, options, callback) => {
		lookup(hostname, options, (error, address, family) => {
			const found = Array.isArray(address) ? address : [{ address, family: isIP(address) }];
			const [first] = found;
			if (error) callback(markPolicy(error), '', 0);
			else if (options.all === true) callback(null, found);
			else callback(null, first?.address ?? '', first?.family ?? family);
		});
	};
}

/** Resolvers give their errors a code, the policy does not. */
function markPolicy(error: NodeJS.ErrnoException): NodeJS.ErrnoException {
	return error.code === undefined ? Object.assign(error, { code: EGRESS_BLOCKED }) : error;
}
