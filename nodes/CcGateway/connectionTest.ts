import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { explain } from './explain';
import { type Credential, parseCredential } from './gateway/connection';
import { type GatewayRequest, isSessionRefused, RESOURCE_PATH } from './gateway/contract';
import { deliver } from './gateway/deliver';
import { GatewayError, gatewayErrorOnly } from './gateway/failure';
import { checkAgentId, parseAgentId } from './gateway/ids';
import { parseText } from './gateway/input';

const FIELD = 'Test Agent ID';
const EFFORT = { timeoutMs: 10_000, maxRetries: 0, signal: undefined, egress: undefined };

/** A gateway answers a Guid that is nobody's with a retcode, as it does any wrong one. */
const NOBODYS_GUID = '00000000-0000-0000-0000-000000000000.AgentGateway0';

/**
 * The test of the credential: asks for the call data of an agent, which changes nothing, over the
 * transport of the operations. With a Test Agent ID it finds out whether the gateway takes the
 * Guid; without, any retcode shows that a CC-Gateway answers.
 */
export async function testConnection(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const result = await findOut(data).catch(gatewayErrorOnly);
	if (typeof result === 'string') return { status: 'OK', message: result };
	const { message, description } = explain(result);
	return { status: 'Error', message: `${message}. ${description}` };
}

async function findOut(fields: ICredentialDataDecryptedObject): Promise<string> {
	const credential = parseCredential(fields);
	if (parseText(fields['testAgentId'], FIELD) === '') return await findGateway(credential);
	const agentId = parseAgentId(fields['testAgentId'], FIELD);
	checkAgentId(agentId, FIELD, credential.agentIdRange);
	return await findSession(credential, agentId);
}

/** Which agent does not matter: nobody's Guid is none of anyone. */
async function findGateway(credential: Credential): Promise<string> {
	const agentId = String(credential.agentIdRange.min);
	await queryCallAppData(credential, agentId, NOBODYS_GUID);
	return "CC-Gateway answers. Guid not checked: fill in 'Test Agent ID'.";
}

/** Other refusals come of the call, not of the session: there may be none just now, or several. */
async function findSession(credential: Credential, agentId: string): Promise<string> {
	const { guid } = credential.session;
	if (guid === '') {
		await findGateway(credential);
		return "CC-Gateway answers. Guid not checked: 'Guid' is empty here.";
	}
	const refusal = await queryCallAppData(credential, agentId, guid);
	if (refusal !== undefined && isSessionRefused(refusal.code)) throw refusal;
	return 'CC-Gateway answers, and the agent is signed in.';
}

/**
 * Asks for call data (queryCallAppData, cec_07_1262).
 * @returns how the gateway refused; undefined if it did not
 */
async function queryCallAppData(
	{ connection, session }: Credential,
	agentId: string,
	guid: string,
): Promise<GatewayError | undefined> {
	const request: GatewayRequest = {
		method: 'GET',
		path: `${RESOURCE_PATH}/calldata/${agentId}/appdata`,
		logName: 'queryCallAppData',
		logFacts: { agentid: agentId },
		secrets: () => [],
	};
	const outcome = await deliver(connection, { ...session, guid }, request, EFFORT).catch(
		gatewayErrorOnly,
	);
	if (!(outcome instanceof GatewayError)) return undefined;
	if (outcome.failure.kind === 'refused') return outcome;
	throw outcome;
}
