import { setTimeout as sleep } from 'node:timers/promises';
import type { ICredentialTestFunctions } from 'n8n-workflow';

/** How long n8n may take to say no. */
const PROBE_MS = 2000;

/** Errors are wrapped no deeper than this. */
const MAX_DEPTH = 5;

/**
 * Finds out whether the egress policy of this n8n allows an address. A test of a credential is not
 * given the policy itself, but n8n asks it before each request of the helper. What comes of the
 * request does not count: n8n does not know the certificate.
 */
export async function policyAllows(
	origin: string,
	{ request }: ICredentialTestFunctions['helpers'],
): Promise<boolean> {
	const giveUp = new AbortController();
	const probe = request({
		method: 'HEAD',
		uri: origin,
		timeout: PROBE_MS,
		followRedirect: false,
		simple: false,
	}).then(
		() => true,
		(error: unknown) => !isRefusal(error),
	);
	const late = sleep(PROBE_MS, true, { signal: giveUp.signal }).catch(() => true);
	const isAllowed = await Promise.race([probe, late]);
	giveUp.abort();
	return isAllowed;
}

function isRefusal(error: unknown, depth = 0): boolean {
	if (typeof error !== 'object' || error === null || depth > MAX_DEPTH) return false;
	const name: unknown = Reflect.get(error, 'name');
	if (typeof name === 'string' && name.startsWith('SsrfBlocked')) return true;
	return isRefusal(Reflect.get(error, 'cause'), depth + 1);
}
