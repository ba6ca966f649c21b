import { isIP, isIPv6 } from 'node:net';
import { parseCertificates } from './certificate';
import {
	AGENT_ID_RANGES,
	type AgentIdRange,
	DEFAULT_PORT,
	PORT_RANGE,
	type Session,
} from './contract';
import { invalid } from './failure';
import { parseBoolean, parseHeaderValue, parseInteger, parseText, type Range } from './input';

/** Where a gateway is and how it is trusted. */
export interface Connection {
	/** Name or address, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
	/** `https://host:port`, as messages name it. */
	readonly origin: string;
	/** The only certificates that are trusted, PEM; '' for those that Node.js trusts. */
	readonly ca: string;
	/** The name that the certificate has to be for. */
	readonly serverName: string;
	readonly ignoreSslIssues: boolean;
}

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
	const { host, port } = parseAddress(fields['host'], fields['port']);
	const ignoreSslIssues = parseBoolean(fields['ignoreSslIssues'], 'Ignore SSL Issues (Insecure)');
	return {
		connection: {
			host,
			port,
			origin: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
			ca: ignoreSslIssues ? '' : parseCertificates(fields['ca']),
			serverName: (ignoreSslIssues ? '' : parseServerName(fields['tlsServerName'])) || host,
			ignoreSslIssues,
		},
		session: {
			guid: parseGuid(fields['guid']),
			cookie: parseHeaderValue(fields['cookie'], 'Session Cookie'),
		},
		agentIdRange: AGENT_ID_RANGES[parseRange(fields['agentIdRange'])],
	};
}

/**
 * Reads a Guid. Gateways hand it out as `Set-GUID: JSESSIONID=<Guid>`; pasted whole, it is understood.
 * @throws GatewayError `invalid` for line breaks and other characters that no header may hold
 */
export function parseGuid(value: unknown): string {
	return parseHeaderValue(value, 'Guid').replace(/^JSESSIONID=\s*/i, '');
}

const ADDRESS =
	/^(?:(\w{1,20}):\/\/)?(\[[^\]\s]+\]|[^/?#:@\\\s\p{Cc}]{1,253})(?::(\d+))?(?:[/?#]\S*)?$/u;

function parseAddress(hostField: unknown, portField: unknown): { host: string; port: number } {
	const text = parseText(hostField, 'Host');
	if (text === '') {
		throw invalid("'Host' is empty", 'Fill in the name or address of the CC-Gateway server.');
	}
	const [, scheme, name, portInHost] = ADDRESS.exec(isIPv6(text) ? `[${text}]` : text) ?? [];
	if (scheme !== undefined && scheme.toLowerCase() !== 'https') {
		throw invalid(
			`'Host' starts with ${scheme}://, but call data is only sent over HTTPS`,
			"Leave the scheme out of 'Host', and fill in the HTTPS port of the gateway in 'Port'.",
		);
	}
	const port = parseInteger(portField ?? DEFAULT_PORT, 'Port', PORT_RANGE);
	return {
		host: parseHostName(name),
		port:
			portInHost === undefined || port !== DEFAULT_PORT
				? port
				: parseInteger(portInHost, 'Host', PORT_RANGE),
	};
}

function parseHostName(name: string | undefined): string {
	const url = name === undefined ? undefined : `https://${name}`;
	if (url !== undefined && URL.canParse(url)) {
		return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1');
	}
	throw invalid(
		"'Host' is not the name or address of a server",
		"Fill in a name such as gw.example.com or an address such as 192.0.2.10. The port goes into 'Port'.",
	);
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
