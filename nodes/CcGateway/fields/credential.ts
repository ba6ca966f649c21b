import { createHash } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { AGENT_ID_RANGES, type AgentIdRange } from '../gateway/contract';
import { invalid } from '../gateway/failure';
import type { Session } from '../gateway/request';
import type { Connection } from '../wire/connection';
import { parseAddress } from './address';
import { parseCertificates } from './pem';
import { Recent } from './recent';
import { parseCookie, parseGuid } from './session';
import { parseBoolean, parseText, type Range } from './values';

/** The CC-Gateway API credential, checked. */
export interface Credential {
	readonly connection: Connection;
	readonly session: Session;
	readonly agentIdRange: Range;
}

/**
 * Checks the fields of a CC-Gateway API credential.
 * @throws GatewayError `invalid` that names the field and how to correct it
 */
export function parseCredential(fields: Readonly<Record<string, unknown>>): Credential {
	for (const [name, label] of Object.entries(NEEDED)) checkIsThere(fields[name], label);
	return {
		connection: parseConnection(fields),
		session: { guid: parseGuid(fields['guid']), cookie: parseCookie(fields['cookie']) },
		agentIdRange: AGENT_ID_RANGES[parseRange(fields['agentIdRange'])],
	};
}

const NEEDED = { host: 'Host', port: 'Port', guid: 'Guid' } as const;

/** n8n fills in the default of a field that was left alone, so nothing comes of an expression only. */
function checkIsThere(value: unknown, label: string): void {
	if (value !== undefined && value !== null) return;
	throw invalid(
		`The expression in '${label}' of the credential gave nothing`,
		`Correct the expression, or fill in '${label}'.`,
	);
}

/** All items of one gateway share their connection. */
const recent = new Recent<Connection>(50);

function parseConnection(fields: Readonly<Record<string, unknown>>): Connection {
	const { host, port } = parseAddress(fields['host'], fields['port']);
	const origin = `https://${isIPv6(host) ? `[${host}]` : host}:${port}`;
	const ignoreSslIssues = parseBoolean(fields['ignoreSslIssues'], 'Ignore SSL Issues (Insecure)');
	const certificates = parseCertificates(ignoreSslIssues ? '' : fields['ca']);
	const serverName = (ignoreSslIssues ? '' : parseServerName(fields['tlsServerName'])) || host;
	const trust = ignoreSslIssues ? 'any' : certificates.fingerprints.join();
	const what = `${origin} ${serverName} ${trust}`;
	return recent.get(what, () => ({
		...{ host, port, origin, serverName, ignoreSslIssues },
		ca: certificates.pem,
		pinned: certificates.fingerprints,
		key: createHash('sha256').update(what).digest('base64'),
	}));
}

function parseServerName(value: unknown): string {
	const name = parseText(value, 'TLS Server Name');
	if (name === '' || (/^[\w.-]{1,253}$/.test(name) && isIP(name) === 0)) return name;
	throw invalid(
		"'TLS Server Name' is not a host name",
		"Fill in the name that is in the gateway's certificate, e.g. gw.example.com, or leave it empty.",
	);
}

function parseRange(value: unknown): AgentIdRange {
	return value === '101-999999' ? value : '101-59999';
}
