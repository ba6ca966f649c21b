import { isIPv6 } from 'node:net';
import { DEFAULT_PORT, PORT_RANGE } from '../gateway/contract';
import { invalid } from '../gateway/failure';
import { parseInteger, parseText, tooLong } from './values';

/** Where a server is. */
export interface Address {
	/** Name or address in lower case, IPv6 without brackets. */
	readonly host: string;
	readonly port: number;
}

/** Longer than any address that a person pastes. */
const MAX_LENGTH = 2000;

const ADDRESS =
	/^(?:(\w{1,20}):\/\/)?(\[[^\]\s]+\]|[^/?#:@\\\s\p{Cc}]{1,253})(?::(\d+))?(?:[/?#]\S*)?$/u;

/**
 * Reads the fields Host and Port; a whole address in Host is understood. A port in it counts while
 * Port is the default.
 * @throws GatewayError `invalid`
 */
export function parseAddress(hostField: unknown, portField: unknown): Address {
	const text = parseText(hostField, 'Host');
	if (text === '') {
		throw invalid("'Host' is empty", 'Fill in the name or address of the CC-Gateway server.');
	}
	if (text.length > MAX_LENGTH) throw tooLong('Host', MAX_LENGTH);
	const [, scheme, name, portInHost] = ADDRESS.exec(isIPv6(text) ? `[${text}]` : text) ?? [];
	if (scheme !== undefined && scheme.toLowerCase() !== 'https') {
		throw invalid(
			`'Host' starts with ${scheme}://, but call data is only sent over HTTPS`,
			"Leave the scheme out of 'Host', and fill in the HTTPS port of the gateway in 'Port'.",
		);
	}
	const host = parseHostName(name);
	const inHost = portInHost === undefined ? DEFAULT_PORT : parsePortInHost(portInHost);
	const port = parseInteger(portField, 'Port', PORT_RANGE);
	return { host, port: port === DEFAULT_PORT ? inHost : port };
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

function parsePortInHost(text: string): number {
	const port = Number(text);
	if (port >= PORT_RANGE.min && port <= PORT_RANGE.max) return port;
	throw invalid(
		`'Host' ends in a port that does not exist: ${text.slice(0, 20)}`,
		`Leave the port out of 'Host', and fill in 'Port': ${PORT_RANGE.min} to ${PORT_RANGE.max}.`,
	);
}
