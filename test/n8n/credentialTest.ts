import type { CredentialData } from '../support/credentials';
import type { N8nClient } from './client';
import { textAt } from './json';
import { createCredential } from './workflows';

/** What n8n shows when a credential was tested. */
export interface TestResult {
	/** `OK` or `Error`. */
	readonly status: string;
	readonly message: string;
}

/** Stores a CC-Gateway API credential, and tests it as the dialog's button does. */
export async function testCredential(client: N8nClient, data: CredentialData): Promise<TestResult> {
	const credential = { name: 'CC-Gateway account', type: 'ccGatewayApi', data };
	const id = await createCredential(client, credential);
	const result = await client.send('POST', '/rest/credentials/test', {
		credentials: { id, ...credential },
	});
	return { status: textAt(result, 'status'), message: textAt(result, 'message') };
}
