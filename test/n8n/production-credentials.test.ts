import { startSimulator, type Simulator } from '../simulator';
import { credentialFor, putThrough } from '../support/gateway';
import { testCredential } from './credentialTest';
import { gatewayNode } from './gatewayNode';
import { runRows } from './rowsWorkflow';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { versions } from './versions';

const callId = '1456229294-1191';
const success = { message: 'success', retcode: '0', result: {} };

describe.each(versions)('a credential with expressions in n8n $n8n', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let gateways: readonly Simulator[];
	let n8n: RunningN8n;

	beforeAll(async () => {
		gateways = await Promise.all([startSimulator(), startSimulator()]);
		for (const gateway of gateways) stops.unshift(() => gateway.stop());
		// Otherwise 1.x says that a run has ended before it has written down what came of it.
		n8n = await startWithPackage(version, { DB_SQLITE_POOL_SIZE: '2' });
		stops.unshift(() => n8n.stop());
	});

	beforeEach(() => {
		for (const gateway of gateways) gateway.reset();
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	test('means the gateway and the Guid of each item, also for one agent ID', async () => {
		const rows = gateways.map((gateway, index) => {
			const { guid } = putThrough(gateway, '101', callId);
			const { port, ca } = gateway;
			return { guid, port, ca, text: `for gateway ${index}` };
		});
		const credential = {
			host: '127.0.0.1',
			port: '={{ $json.port }}',
			guid: '={{ $json.guid }}',
			ca: '={{ $json.ca }}',
		};
		const parameters = { agentId: '101', callId, callData: '={{ $json.text }}' };
		const node = await gatewayNode(n8n.owner, credential, parameters);
		const done = await runRows(n8n.owner, rows, node);
		expect(done.items('CC-Gateway')).toEqual([success, success]);
		const held = gateways.map((gateway) => gateway.history(callId));
		expect(held).toEqual([['for gateway 0'], ['for gateway 1']]);
	});

	test('cannot be tested in its dialog: n8n fails with $json before it asks the node', async () => {
		for (const gateway of gateways) {
			const credential = credentialFor(gateway, '={{ $json.guid }}', { testAgentId: '101' });
			expect(await testCredential(n8n.owner, credential)).toEqual({
				status: 'Error',
				message: "Node '' hasn't been executed",
			});
			expect(gateway.connections).toBe(0);
		}
	});
});
