import fc from 'fast-check';
import { addresses, hostField, portField } from './address';
import { caField } from './certificates';
import { cookieField, guidField } from './header-fields';
import {
	type Field,
	needed,
	notText,
	spoil,
	type Spoilt,
	switchField,
	textSamples,
} from './sample';
import { notHeaderText } from './text';

/** A credential that has to be taken, and what it means. */
export interface CredentialSample {
	readonly fields: Readonly<Record<string, unknown>>;
	readonly connection: {
		readonly host: string;
		readonly port: number;
		/** Without its white space. */
		readonly ca: string;
		readonly serverName: string;
		readonly ignoreSslIssues: boolean;
	};
	/** '' for none. */
	readonly session: { readonly guid: string; readonly cookie: string };
}

const serverNameField: Field<string> = {
	label: 'TLS Server Name',
	good: textSamples(fc.constantFrom('', 'gw.example.com', 'gw', 'GW-1.example.com', 'gw_1')),
	bad: fc.oneof(
		fc.constantFrom(
			'192.0.2.1',
			'::1',
			'https://gw',
			'gw:8043',
			'gw/x',
			'*.example.com',
			'a b',
			'zürich',
		),
		notHeaderText,
		notText,
	),
};

const ignoreSslIssuesField = switchField('Ignore SSL Issues (Insecure)');

/** What the menu of Agent IDs does not offer means the narrower range. */
const RANGES = {
	59_999: fc.constantFrom('101-59999', undefined, null, '', '101-9999999', '__proto__', {}),
	999_999: fc.constant('101-999999'),
};

/** The largest agent ID that a gateway takes. */
export type AgentIdMax = keyof typeof RANGES;

/** Credentials that have to be taken, for a gateway that takes agent IDs from 101 to `agentIdMax`. */
export function goodCredentials(agentIdMax: AgentIdMax): fc.Arbitrary<CredentialSample> {
	const fields = fc.record({
		address: addresses,
		ca: caField.good,
		serverName: serverNameField.good,
		ignoreSslIssues: ignoreSslIssuesField.good,
		guid: needed(guidField).good,
		cookie: cookieField.good,
		agentIdRange: RANGES[agentIdMax],
	});
	return fields.map(({ address, ca, serverName, ignoreSslIssues, guid, cookie, agentIdRange }) => ({
		fields: {
			...address.fields,
			ca: ca.value,
			tlsServerName: serverName.value,
			ignoreSslIssues: ignoreSslIssues.value,
			guid: guid.value,
			cookie: cookie.value,
			agentIdRange,
		},
		connection: {
			host: address.host,
			port: address.port,
			ca: ignoreSslIssues.means ? '' : ca.means,
			serverName: (ignoreSslIssues.means ? '' : serverName.means) || address.host,
			ignoreSslIssues: ignoreSslIssues.means,
		},
		session: { guid: guid.means, cookie: cookie.means },
	}));
}

/** One field of the credential that has to be refused. */
export const badCredential: fc.Arbitrary<Spoilt> = fc.oneof(
	spoil(hostField, (host) => ({ host, port: 8043 })),
	spoil(portField, (port) => ({ host: 'gw', port })),
	spoil(needed(guidField), (guid) => ({ guid })),
	spoil(cookieField, (cookie) => ({ cookie })),
	spoil(caField, (ca) => ({ ca, ignoreSslIssues: false })),
	spoil(serverNameField, (tlsServerName) => ({ tlsServerName, ca: '', ignoreSslIssues: false })),
	spoil(ignoreSslIssuesField, (ignoreSslIssues) => ({ ignoreSslIssues })),
);
