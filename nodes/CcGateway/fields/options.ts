import type { INodeProperties } from 'n8n-workflow';
import { isNothing, type Read } from './read';
import { parseCookie } from './session';
import { parseBoolean, parseInteger } from './values';

/** What the collection Options says for one item. */
export interface Options {
	/** '' for the credential's. */
	readonly cookie: string;
	readonly timeoutMs: number;
	readonly maxRetries: number;
	readonly sendEmptyCallData: boolean;
	readonly currentCallIfEmpty: boolean;
}

const maxConcurrency = {
	displayName: 'Max Agents at Once',
	name: 'maxConcurrency',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 100 },
	default: 10,
	description:
		'How many agents are written to side by side, for all items. Items of one agent always keep their order.',
} as const satisfies INodeProperties;

const maxRetries = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 2,
	description:
		'How often an item is tried again when the gateway cannot be reached for a moment. What the gateway refuses is not repeated, nor what may have been stored on a call without Call ID.',
} as const satisfies INodeProperties;

const sendEmptyCallData = {
	displayName: 'Send Empty Call Data',
	name: 'sendEmptyCallData',
	type: 'boolean',
	default: false,
	description:
		'Whether to send empty Call Data, which is refused otherwise. Gateways may clear the data of the call, or refuse.',
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
	description:
		'How long each try may take, and how long an item waits while other executions write to the same agent or call',
} as const satisfies INodeProperties;

const currentCallIfEmpty = {
	displayName: 'Use Current Call If Empty',
	name: 'currentCallIfEmpty',
	type: 'boolean',
	default: false,
	description:
		"Whether an expression in Call ID that gives nothing means the agent's current call, which may be the next caller's by then. Otherwise the item fails.",
} as const satisfies INodeProperties;

/** The collection Options, the same for every operation. */
export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [maxConcurrency, maxRetries, sendEmptyCallData, cookie, timeout, currentCallIfEmpty],
};

/**
 * Reads the collection Options of one item.
 * @throws GatewayError `invalid` that names the option
 */
export function parseOptions(read: Read): Options {
	return {
		cookie: parseCookie(read(inOptions(cookie))),
		timeoutMs: 1000 * parseNumber(read, timeout),
		maxRetries: parseNumber(read, maxRetries),
		sendEmptyCallData: parseSwitch(read, sendEmptyCallData),
		currentCallIfEmpty: parseSwitch(read, currentCallIfEmpty),
	};
}

/**
 * Reads Max Agents at Once, which counts for all items.
 * @param read of the first item
 * @throws GatewayError `invalid`
 */
export function parseMaxConcurrency(read: Read): number {
	return parseNumber(read, maxConcurrency);
}

type NumberField = typeof maxConcurrency | typeof maxRetries | typeof timeout;

/** An expression that gives nothing means the default. */
function parseNumber(read: Read, option: NumberField): number {
	const { minValue: min, maxValue: max } = option.typeOptions;
	const value = read(inOptions(option), 'allowed');
	const number = isNothing(value) ? option.default : value;
	return parseInteger(number, option.displayName, { min, max });
}

function parseSwitch(read: Read, option: INodeProperties): boolean {
	return parseBoolean(read(inOptions(option)), option.displayName);
}

function inOptions(option: INodeProperties): INodeProperties {
	return { ...option, name: `${optionsField.name}.${option.name}` };
}
