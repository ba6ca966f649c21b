import { type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';
import { GatewayError, invalid } from '../gateway/failure';
import type { Session } from '../gateway/request';
import { agentId as agentIdField, guid as guidField } from '../operations/descriptions';
import type { Operation, Task } from '../operations/operation';
import type { Connection } from '../wire/connection';
import { type Credential, parseCredential } from './credential';
import { checkAgentId, parseAgentId } from './ids';
import { type Options, parseOptions } from './options';
import { expressionFailed, type Read } from './read';
import { parseGuid } from './session';

/** One item, read and checked: all that it takes to do it. */
export interface Job {
	readonly index: number;
	readonly agentId: string;
	readonly connection: Connection;
	readonly session: Session;
	readonly task: Task;
	readonly options: Pick<Options, 'timeoutMs' | 'maxRetries'>;
}

/**
 * Reads and checks one item. The credential is resolved for it: two items of one agent may mean two
 * gateways.
 * @throws GatewayError `invalid`; NodeOperationError of n8n for a credential that is missing
 */
export async function readJob(
	context: IExecuteFunctions,
	operation: Operation,
	read: Read,
	index: number,
): Promise<Job> {
	const agentId = parseAgentId(read(agentIdField), agentIdField.displayName);
	const credential = await resolveCredential(context, index);
	checkAgentId(agentId, agentIdField.displayName, credential.agentIdRange);
	const { cookie, ...options } = parseOptions(read);
	return {
		index,
		agentId,
		connection: credential.connection,
		session: chooseSession(read, cookie, credential.session),
		task: operation.prepare(read, agentId, { cookie, ...options }),
		options: { timeoutMs: options.timeoutMs, maxRetries: options.maxRetries },
	};
}

async function resolveCredential(context: IExecuteFunctions, index: number): Promise<Credential> {
	let fields;
	try {
		fields = await context.getCredentials('ccGatewayApi', index);
	} catch (error) {
		if (error instanceof NodeOperationError || error instanceof GatewayError) throw error;
		throw expressionFailed(
			'The credential could not be read, or an expression in it failed',
			error,
		);
	}
	return parseCredential(fields);
}

function chooseSession(read: Read, cookie: string, credential: Session): Session {
	const guid = parseGuid(read(guidField)) || credential.guid;
	if (guid !== '') return { guid, cookie: cookie || credential.cookie };
	throw invalid(
		"There is no 'Guid' for this agent",
		"Fill in 'Guid' in the node, to give each item its own, or in the credential.",
	);
}
