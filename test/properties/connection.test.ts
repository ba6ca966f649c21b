import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { type Simulator, startSimulator } from '../simulator';
import { credentialTestContext, testCredential } from '../support/credentialTest';
import { credentialFor, putThrough } from '../support/gateway';
import type { Fields } from './call-data';
import { property } from './cases';
import { badCredential } from './credential-fields';
import { agentIdField } from './node-fields';
import { spoil } from './sample';

const SIGNED_IN = 'CC-Gateway answers, and the agent is signed in.';

const n8n = credentialTestContext();

const { good, bad } = agentIdField(59_999);

const badAgentId = spoil({ label: 'Test Agent ID', bad: bad.filter(isGiven) }, (testAgentId) => ({
	testAgentId,
}));

/** A credential that has to pass, or one field of it that has to be refused. */
const samples = fc.oneof(
	good.map(({ value, means }) => ({ fields: { testAgentId: value }, means, label: undefined })),
	fc.oneof(badAgentId, badCredential).map((spoilt) => ({ ...spoilt, means: '101' })),
);

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator();
});

afterAll(() => simulator.stop());

property(
	'the test of the credential asks for the agent, or names the bad field and asks nothing',
	1500,
	samples,
	async ({ fields, means, label }) => {
		simulator.reset();
		const { guid } = putThrough(simulator, means);
		const data: Fields = { ...credentialFor(simulator, guid), ...fields };
		assert.ok(isCredential(data));
		const { status, message } = await testCredential(data, n8n);
		const paths = simulator.requests.map(({ method, path }) => `${method} ${path}`);
		if (label === undefined) {
			assert.equal(message, SIGNED_IN);
			assert.deepEqual(paths, [`GET /agentgateway/resource/calldata/${means}/appdata`]);
			return ['taken'];
		}
		assert.equal(status, 'Error');
		assert.ok(message.includes(`'${label}'`), message);
		assert.deepEqual(paths, []);
		return ['refused'];
	},
);

/** n8n hands over whatever the expressions in the fields have given. */
function isCredential(data: Fields): data is ICredentialDataDecryptedObject {
	return typeof data === 'object';
}

function isGiven(value: unknown): boolean {
	return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;
}
