import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { policyAllows } from './egressProbe';
import { explain } from './explain';
import { type Credential, parseCredential } from './fields/credential';
import { checkAgentId, parseAgentId } from './fields/ids';
import { parseText } from './fields/values';
import { RETCODE } from './gateway/contract';
import { deliver } from './gateway/deliver';
import { GatewayError, gatewayErrorOnly } from './gateway/failure';
import type { JsonObject } from './gateway/reply';
import { type GatewayRequest, queryCallAppData, queryCallInfo } from './gateway/request';

const FIELD = 'Test Agent ID';
const EFFORT = {
	timeoutMs: 10_000,
	maxRetries: 0,
	cancel: undefined,
	halt: undefined,
	egress: undefined,
};

/** A gateway answers a Guid that belongs to no session with a retcode, as it does any wrong one. */
const NO_GUID = '00000000-0000-0000-0000-000000000000.AgentGateway0';

/**
 * The test of the credential: asks for the call data of an agent, which changes nothing, over the
 * transport of the operations. With a Test Agent ID it finds out whether the gateway takes the
 * Guid; without, any retcode shows that a CC-Gateway answers.
 */
export async function testConnection(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	const result = await findOut(data, this.helpers).catch(gatewayErrorOnly);
	if (typeof result === 'string') return { status: 'OK', message: result };
	const { message, description } = explain(result, queryCallAppData(''));
	return { status: 'Error', message: `${message}. ${description}` };
}

async function findOut(
	fields: ICredentialDataDecryptedObject,
	helpers: ICredentialTestFunctions['helpers'],
): Promise<string> {
	const credential = parseCredential(fields);
	const { origin } = credential.connection;
	const testAgent = parseText(fields['testAgentId'], FIELD);
	if (testAgent !== '')
		checkAgentId(parseAgentId(testAgent, FIELD), FIELD, credential.agentIdRange);
	if (!(await policyAllows(origin, helpers))) throw new GatewayError({ kind: 'blocked', origin });
	if (testAgent === '') {
		await findGateway(credential);
		return "CC-Gateway answers. Guid not checked: fill in 'Test Agent ID'.";
	}
	return await findSession(credential, testAgent);
}

/** Any agent will do: this Guid is valid for none. */
async function findGateway(credential: Credential): Promise<void> {
	const agentId = String(credential.agentIdRange.min);
	await ask(credential, queryCallAppData(agentId), NO_GUID);
}

async function findSession(credential: Credential, agentId: string): Promise<string> {
	const { guid } = credential.session;
	if (guid === '') {
		await findGateway(credential);
		return "CC-Gateway answers. Guid not checked: 'Guid' is empty here.";
	}
	const reply = await ask(credential, queryCallAppData(agentId), guid);
	if (reply instanceof GatewayError && !(await isAboutCall(reply, credential, agentId)))
		throw reply;
	return 'CC-Gateway answers, and the agent is signed in.';
}

/** There may be no call just now; some gateways have no retcode of its own for that. */
async function isAboutCall(
	{ code }: GatewayError,
	credential: Credential,
	agentId: string,
): Promise<boolean> {
	if (code === RETCODE.noCall) return true;
	if (code !== RETCODE.exception) return false;
	const { guid } = credential.session;
	const info = await ask(credential, queryCallInfo(agentId), guid).catch(gatewayErrorOnly);
	return !(info instanceof GatewayError) && !isCall(info['result']);
}

/** A call that has ended has an end time. */
function isCall(result: unknown): boolean {
	if (typeof result !== 'object' || result === null) return false;
	return !(Number(Reflect.get(result, 'endtime')) > 0);
}

/** @returns the answer, or how the gateway refused */
async function ask(
	{ connection, session }: Credential,
	request: GatewayRequest,
	guid: string,
): Promise<JsonObject | GatewayError> {
	const outcome = await deliver(connection, { ...session, guid }, request, EFFORT).catch(
		gatewayErrorOnly,
	);
	if (!(outcome instanceof GatewayError)) return outcome.reply;
	if (outcome.failure.kind === 'refused') return outcome;
	throw outcome;
}
