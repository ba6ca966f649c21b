import type { INodeProperties } from 'n8n-workflow';

/** The agent whose session a request runs in: `agentid` in the path. */
export const agentId: INodeProperties = {
	displayName: 'Agent ID',
	name: 'agentId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 101',
	description: 'ID of the agent who is in the call. The agent must be signed in.',
};

/** The session, header `Guid`. */
export const guid: INodeProperties = {
	displayName: 'Guid',
	name: 'guid',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. {{ $json.guid }}',
	description:
		"Guid of the agent's session, the newest one. Leave empty to use the one in the credential.",
};

/** The call, `callid` in the body. */
export const callId: INodeProperties = {
	displayName: 'Call ID',
	name: 'callId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 1456229294-1191',
	description:
		"ID of the call to attach the data to. Left empty, the gateway takes the agent's current call, which may be the next caller's by then: never use Retry On Fail with it.",
};

/** How the call data is entered. */
export const specifyCallData: INodeProperties = {
	displayName: 'Specify Call Data',
	name: 'specifyCallData',
	type: 'options',
	options: [
		{ name: 'As Text', value: 'text' },
		{ name: 'As JSON', value: 'json' },
		{ name: 'Using Fields Below', value: 'fields' },
	],
	default: 'text',
	description: 'How to enter the call data',
};

/** `calldata` in the body, as text. */
export const callData: INodeProperties = {
	displayName: 'Call Data',
	name: 'callData',
	type: 'string',
	typeOptions: { rows: 4 },
	displayOptions: { show: { specifyCallData: ['text'] } },
	default: '',
	placeholder: 'e.g. Jane Doe, gold customer, open ticket 4711',
	description:
		"Data to show on the agent's desktop while the call goes on, at most 16 KB. Objects and lists are sent as JSON.",
};

/** `calldata` in the body, as JSON. */
export const callDataJson: INodeProperties = {
	displayName: 'Call Data',
	name: 'callDataJson',
	type: 'json',
	displayOptions: { show: { specifyCallData: ['json'] } },
	default: '',
	placeholder: 'e.g. { "customer": "Jane Doe", "tier": "gold" }',
	description: "JSON to show on the agent's desktop while the call goes on, at most 16 KB",
};

const callDataList: INodeProperties = {
	displayName: 'Call Data',
	name: 'callDataFields',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	displayOptions: { show: { specifyCallData: ['fields'] } },
	default: {},
	placeholder: 'Add Field',
	description:
		"Names and values to show on the agent's desktop, sent as one JSON object of at most 16 KB. Fields without a value are left out.",
	options: [
		{
			displayName: 'Field',
			name: 'field',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. customer',
				},
				{
					displayName: 'Value',
					name: 'value',
					type: 'string',
					default: '',
					placeholder: 'e.g. Jane Doe',
				},
			],
		},
	],
};

/** The rows of {@link callDataInputs}' list. */
export const callDataFields = { displayName: 'Call Data', name: 'callDataFields.field' } as const;

/** One field for each way of entering call data, so that switching loses nothing. */
export const callDataInputs: readonly INodeProperties[] = [callData, callDataJson, callDataList];

/** `isDataEncoded` in the body. */
export const isDataEncoded: INodeProperties = {
	displayName: 'Is Data Encoded',
	name: 'isDataEncoded',
	type: 'boolean',
	default: false,
	description:
		'Whether the call data goes to the gateway as Base64. Use it when call data has special characters and other clients read it in another charset. It hides nothing.',
};

/** Who turns the call data into Base64; JSON and fields never are Base64, so the node does it. */
export const base64Encoding: INodeProperties = {
	displayName: 'Base64 Encoding',
	name: 'base64Encoding',
	type: 'options',
	displayOptions: { show: { isDataEncoded: [true], specifyCallData: ['text'] } },
	options: [
		{
			name: 'Call Data Is Already Base64',
			value: 'already',
			description: 'Send the call data as it is, after a check that it is Base64 with padding',
		},
		{
			name: 'Encode for Me',
			value: 'encode',
			description: 'Turn the call data into Base64 before it is sent',
		},
	],
	default: 'encode',
	description: 'Who turns the call data into Base64',
};
