import 'reflect-metadata';
import type { LookupAddress } from 'node:dns';
import { Logger } from '@n8n/backend-common';
import { DnsResolver, InMemoryDnsCache, SsrfProtectionService } from '@n8n/backend-network';
import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';

/** What an administrator of n8n sets with N8N_SSRF_…; everything else stays at n8n's defaults. */
export type EgressPolicy = Partial<
	Record<'allowedHostnames' | 'allowedIpRanges' | 'blockedHostnames', string[]>
>;

/**
 * n8n's own SSRF protection, switched on: loopback and private addresses are refused by default.
 * @param answers what the DNS says, one after the other and then no more, whatever the name; by default the real DNS is asked
 */
export function egressFilter(
	policy: EgressPolicy = {},
	answers?: readonly string[],
): SsrfProtectionService {
	const config = Object.assign(new SsrfProtectionConfig(), policy);
	const cache = new InMemoryDnsCache(config);
	const resolver = answers ? new ScriptedDns(cache, answers) : new DnsResolver(cache);
	return new SsrfProtectionService(config, resolver, Container.get(Logger));
}

/** A DNS that changes its mind. */
class ScriptedDns extends DnsResolver {
	readonly #answers: string[];

	constructor(cache: InMemoryDnsCache, answers: readonly string[]) {
		super(cache);
		this.#answers = [...answers];
	}

	override lookup(): Promise<LookupAddress[]> {
		const address = this.#answers.shift();
		return address === undefined
			? Promise.reject(Object.assign(new Error('No such name'), { code: 'ENOTFOUND' }))
			: Promise.resolve([{ address, family: 4 }]);
	}
}
