import type { INodeProperties } from 'n8n-workflow';
import { parseGuid } from '../gateway/connection';
import type { Session } from '../gateway/contract';
import { parseBoolean, parseHeaderValue, parseInteger } from '../gateway/input';
import type { Read } from './operation';

/** What the collection Options says for one item; `guid` and `cookie` are '' for the credential's. */
export interface Options {
	readonly session: Session;
	readonly maxConcurrency: number;
	readonly timeoutMs: number;
	readonly maxRetries: number;
	readonly sendEmptyCallData: boolean;
}

const guid = {
	displayName: 'Guid',
	name: 'guid',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. {{ $json.guid }}',
	description:
		"Guid of the agent's session, instead of the one in the credential. Use an expression to give each item its own.",
} as const satisfies INodeProperties;

const maxConcurrency = {
	displayName: 'Max Agents at Once',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 10,
	description:
		'How many agents are written to side by side. Items of one agent always keep their order.',
} as const satisfies INodeProperties;

const maxRetries = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 2,
	description:
		'How often an item is tried again when the gateway cannot be reached for a moment. What the gateway refuses is not repeated.',
} as const satisfies INodeProperties;

const sendEmptyCallData = {
	displayName: 'Send Empty Call Data',
	name: 'sendEmptyCallData',
	type: 'boolean',
	default: false,
	description:
		'Whether to send empty Call Data, which is left out otherwise. Gateways may clear the data of the call, or refuse.',
} as const satisfies INodeProperties;

const cookie = {
	displayName: 'Session Cookie',
	name: 'cookie',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	placeholder: 'e.g. huaweielbsession=cdc4410f',
	description: 'Cookie of the load balancer, instead of the one in the credential',
} as const satisfies INodeProperties;

const timeout = {
	displayName: 'Timeout (Seconds)',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 300 },
	default: 10,
	description: 'How long to wait for an answer of the gateway before trying again',
} as const satisfies INodeProperties;

/** The collection Options, the same for every operation. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [guid, maxConcurrency, maxRetries, sendEmptyCallData, cookie, timeout],
};

/**
 * Reads the collection Options of one item.
 * @throws GatewayError `invalid` that names the option
 */
export function parseOptions(readField: Read): Options {
	const read = (option: INodeProperties): unknown =>
		readField(`${optionsField.name}.${option.name}`);
	return {
		session: {
			guid: parseGuid(read(guid)),
			cookie: parseHeaderValue(read(cookie), cookie.displayName),
		},
		maxConcurrency: parseNumber(read, maxConcurrency),
		timeoutMs: 1000 * parseNumber(read, timeout),
		maxRetries: parseNumber(read, maxRetries),
		sendEmptyCallData: parseBoolean(read(sendEmptyCallData), sendEmptyCallData.displayName),
	};
}

type NumberField = typeof maxConcurrency | typeof maxRetries | typeof timeout;

function parseNumber(read: (option: INodeProperties) => unknown, option: NumberField): number {
	const { minValue: min, maxValue: max } = option.typeOptions;
	return parseInteger(read(option) ?? option.default, option.displayName, { min, max });
}
