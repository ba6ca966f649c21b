import type {
	ICredentialDataDecryptedObject,
	Icon,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { parseCookie, parseGuid } from '../nodes/CcGateway/fields/session';
import { type AgentIdRange, DEFAULT_PORT, PORT_RANGE } from '../nodes/CcGateway/gateway/contract';

const DEFAULT_RANGE: AgentIdRange = '101-59999';
const NEWER_RANGE: AgentIdRange = '101-999999';

/** Where a CC-Gateway is, how its certificate is trusted, and the Guid of an agent's session. */
export class CcGatewayApi implements ICredentialType {
	name = 'ccGatewayApi';

	displayName = 'CC-Gateway API';

	icon: Icon = {
		light: 'file:../nodes/CcGateway/ccGateway.svg',
		dark: 'file:../nodes/CcGateway/ccGateway.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-cc-gateway/n8n-nodes-cc-gateway#the-credential';

	properties: INodeProperties[] = [
		{
			displayName: 'Host',
			name: 'host',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. gw.example.com',
			description: 'Name or IP address of the CC-Gateway server, or of the NSLB in a cluster',
		},
		{
			displayName: 'Port',
			name: 'port',
			type: 'number',
			typeOptions: { minValue: PORT_RANGE.min, maxValue: PORT_RANGE.max },
			default: DEFAULT_PORT,
			description: 'HTTPS port of the CC-Gateway server or of the NSLB',
		},
		{
			displayName: 'Guid',
			name: 'guid',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. 0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.AgentGateway1',
			description:
				"Guid of the agent's session: from sign-in (static authentication), or the newest one from event polling (dynamic authentication, where it changes about every 60 seconds). For a Guid per item leave this empty and use 'Guid' in the node: an expression with $json here breaks the connection test.",
		},
		{
			displayName: 'Test Agent ID',
			name: 'testAgentId',
			type: 'string',
			default: '',
			placeholder: 'e.g. 101',
			description: 'Agent whose Guid this is; only the test of this credential uses it',
			hint: 'Without it the test does not check the Guid',
		},
		{
			displayName: 'CA Certificate',
			name: 'ca',
			type: 'string',
			typeOptions: { rows: 4 },
			displayOptions: { hide: { ignoreSslIssues: [true] } },
			default: '',
			placeholder: '-----BEGIN CERTIFICATE-----',
			description:
				"PEM of the CA that issued the gateway's certificate, or of the gateway's own certificate, whose name does not matter then. When filled in, nothing else is trusted.",
		},
		{
			displayName: 'TLS Server Name',
			name: 'tlsServerName',
			type: 'string',
			displayOptions: { hide: { ignoreSslIssues: [true] } },
			default: '',
			placeholder: 'e.g. gw.example.com',
			description:
				"Name in the gateway's certificate, when Host is an IP address that is not in it",
		},
		{
			displayName: 'Ignore SSL Issues (Insecure)',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description: 'Whether to connect even if SSL certificate validation is not possible',
		},
		{
			displayName: 'Agent IDs',
			name: 'agentIdRange',
			type: 'options',
			options: [
				{ name: '101 to 59999', value: DEFAULT_RANGE },
				{ name: '101 to 999999 (Newer Gateways)', value: NEWER_RANGE },
			],
			default: DEFAULT_RANGE,
			description: 'Agent IDs that the gateway takes',
		},
		{
			displayName: 'Session Cookie',
			name: 'cookie',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			placeholder: 'e.g. huaweielbsession=cdc4410f',
			description:
				'Only for sites whose load balancer keeps an agent on one gateway: the cookie that came with sign-in',
		},
	];

	/**
	 * For n8n's HTTP Request node, on the gateway's other interfaces: adds Guid and cookie where they
	 * are filled in, and never in place of a header that the request has already.
	 */
	authenticate = (
		{ guid, cookie }: ICredentialDataDecryptedObject,
		request: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> => {
		const headers = { ...request.headers };
		const present = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
		const own = { Guid: parseGuid(guid), Cookie: parseCookie(cookie) };
		for (const [name, value] of Object.entries(own)) {
			if (value !== '' && !present.has(name.toLowerCase())) headers[name] = value;
		}
		return Promise.resolve({ ...request, headers });
	};
}
