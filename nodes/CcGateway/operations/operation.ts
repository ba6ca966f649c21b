import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Options } from '../fields/options';
import type { Read } from '../fields/read';
import type { About, GatewayRequest } from '../gateway/request';

/** What an operation makes of one item. */
export interface Task {
	readonly request: GatewayRequest;
	/** The call that the request names; '' for the agent's current one. */
	readonly callId: string;
}

/** One interface of the gateway, as n8n shows it and as it is sent. */
export interface Operation {
	/** Its entry in the menu Operation. */
	readonly option: INodePropertyOptions & { readonly value: string };
	/** For the words when it fails. */
	readonly about: About;
	/** Its fields below Agent ID and Guid, in the order in which the node shows them. */
	readonly fields: readonly INodeProperties[];
	/**
	 * Turns the fields of one item into what is to be done.
	 * @throws GatewayError `invalid` for input that the interface does not take
	 */
	prepare(read: Read, agentId: string, options: Options): Task;
}
