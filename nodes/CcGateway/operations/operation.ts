import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { GatewayRequest } from '../gateway/contract';
import type { Options } from './options';

/** Gives the value of one item's field, expressions resolved; undefined where it is not set. */
export type Read = (field: string) => unknown;

/** One interface of the gateway, as n8n shows it and as it is sent. */
export interface Operation {
	/** Its entry in the menu Operation. */
	readonly option: INodePropertyOptions & { readonly value: string };
	/** Its fields below Agent ID, in the order in which the node shows them. */
	readonly fields: readonly INodeProperties[];
	/**
	 * Turns the fields of one item into a request.
	 * @throws GatewayError `invalid` for input that the interface does not take
	 */
	request(read: Read, agentId: string, options: Options): GatewayRequest;
}
