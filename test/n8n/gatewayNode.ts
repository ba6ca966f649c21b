import type { CredentialData } from '../support/credentials';
import type { N8nClient } from './client';
import type { NodeJson } from './webhookWorkflow';
import { createCredential } from './workflows';

/** Makes a CC-Gateway node of these parameters, and stores the credential that it uses. */
export async function gatewayNode(
	client: N8nClient,
	data: CredentialData,
	parameters: Readonly<Record<string, unknown>>,
): Promise<NodeJson> {
	const type = 'ccGatewayApi';
	const name = 'CC-Gateway account';
	return {
		name: 'CC-Gateway',
		type: 'n8n-nodes-cc-gateway.ccGateway',
		typeVersion: 1,
		parameters: { resource: 'callData', operation: 'setCallDataEx', options: {}, ...parameters },
		credentials: { [type]: { id: await createCredential(client, { name, type, data }), name } },
	};
}
