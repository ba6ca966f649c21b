import { Logger } from '@n8n/backend-common';
import { OutboundHttp } from '@n8n/backend-network';
import { SsrfProtectionConfig } from '@n8n/config';
import { Container } from '@n8n/di';
import { CredentialTestContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { testConnection } from '../../nodes/CcGateway/credentialTest';
import { egressFilter, type EgressPolicy } from './egress';

/**
 * All that n8n gives to the test of a credential: its own code, with its request helper.
 * @param policy switches on n8n's SSRF protection; by default it is off
 * @param answers what the DNS says then; see {@link egressFilter}
 */
export function credentialTestContext(
	policy?: EgressPolicy,
	answers?: readonly string[],
): ICredentialTestFunctions {
	const config = Object.assign(new SsrfProtectionConfig(), { enabled: policy !== undefined });
	const network = new OutboundHttp(egressFilter(policy, answers), config, Container.get(Logger));
	Container.set(OutboundHttp, network);
	return new CredentialTestContext();
}

/** Runs the test of a credential, as the button in n8n's dialog does. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
	context: ICredentialTestFunctions,
): Promise<INodeCredentialTestResult> {
	const credential = { id: '1', name: 'CC-Gateway', type: 'ccGatewayApi', data };
	return await testConnection.call(context, credential);
}
