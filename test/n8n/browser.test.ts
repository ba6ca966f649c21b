import { CredentialDialog } from './browser/credentialDialog';
import { installFromSettings, newWorkflow } from './browser/editor';
import { eventually } from './browser/eventually';
import { NodePanel } from './browser/nodePanel';
import { NodesPanel } from './browser/nodesPanel';
import { stepsAt } from './browser/steps';
import { freePort } from './machine/ports';
import { newest, versions } from './versions';

const name = 'CC-Gateway';
const callData = 'Jane Doe, gold customer, open ticket 4711';
const failed = 'Couldn’t connect with these settings';

describe.each(versions)('a person at the editor of n8n $n8n', (version) => {
	const step = stepsAt(version);

	step('installs the package under Settings > Community nodes', async ({ page, url, tarball }) => {
		const card = await installFromSettings(page, url, `${tarball.name}@${tarball.version}`);
		expect(card).toContain(tarball.name);
		expect(card).toMatch(/1 node:\s+CC-Gateway/);
		expect(card).toContain(`v${tarball.version}`);
	});

	step('finds the node by "call data" and by "CTI"', async ({ page, url }) => {
		await newWorkflow(page, url, 'Customer data to call');
		const panel = new NodesPanel(page);
		await panel.open();
		for (const words of ['call data', 'CTI']) {
			await panel.search(words);
			await panel.result(name).waitFor();
		}
	});

	step('sees an icon in the light and another one in the dark theme', async ({ page }) => {
		const icons = { dark: 'ccGateway.dark.svg', light: 'ccGateway.svg' } as const;
		for (const colorScheme of ['dark', 'light'] as const) {
			await page.emulateMedia({ colorScheme });
			await eventually(async () => {
				const { source, width } = await new NodesPanel(page).icon(name);
				expect(source?.split('/').at(-1)).toBe(icons[colorScheme]);
				expect(width).toBeGreaterThan(0);
			});
		}
	});

	step('adds the node by its action and sees the fields in their order', async ({ page }) => {
		await new NodesPanel(page).add(name, 'Attach data to a live call');
		const node = new NodePanel(page);
		const callDataFields = ['Specify Call Data', 'Call Data', 'Is Data Encoded'];
		const fields = ['Agent ID', 'Guid', 'Call ID', ...callDataFields];
		expect(await node.labels()).toEqual(['Resource', 'Operation', ...fields, 'Options']);
		expect(await node.field('operation').inputValue()).toBe('Set Call Data (Extended)');
	});

	step('reads that the Guid is not the one of the agent', async ({ page, simulator, agent }) => {
		await new NodePanel(page).createCredential();
		const dialog = new CredentialDialog(page);
		await dialog.save({
			host: simulator.host,
			port: String(simulator.port),
			guid: '00000000-0000-0000-0000-000000000000.AgentGateway1',
			ca: simulator.ca,
			testAgentId: agent.agentId,
		});
		await dialog.says(
			failed,
			'The agent is not signed in, or the Guid belongs to another session (retcode 100-006).',
			'Pass the newest Guid',
		);
	});

	step(
		'reads that the CA is unknown, and where to paste it',
		async ({ page, simulator, agent }) => {
			const dialog = new CredentialDialog(page);
			await dialog.save({ guid: agent.guid, ca: '' });
			const message = `${simulator.url} is not trusted: its certificate comes from an unknown CA.`;
			await dialog.says(failed, message, "'CA Certificate'");
		},
	);

	step('reads that nothing listens at the port', async ({ page, simulator }) => {
		const dialog = new CredentialDialog(page);
		const port = String(await freePort());
		await dialog.save({ ca: simulator.ca, port });
		const message = `https://${simulator.host}:${port} cannot be reached: nothing listens there`;
		await dialog.says(failed, message, "Check 'Host' and 'Port'");
	});

	step('reads that the connection was tested successfully', async ({ page, simulator }) => {
		const dialog = new CredentialDialog(page);
		await dialog.save({ port: String(simulator.port) });
		await dialog.close();
		await new NodePanel(page).editCredential();
		await dialog.says('Connection tested successfully');
		if (version === newest) await dialog.keepPicture('credential-tested');
		await dialog.close();
	});

	step('executes the step, and the call holds the data', async ({ page, simulator, agent }) => {
		const node = new NodePanel(page);
		await node.field('agentId').fill(agent.agentId);
		await node.field('callId').fill(agent.callId);
		await node.field('callData').fill(callData);
		await node.execute();
		await eventually(async () => {
			expect(await node.json()).toEqual([{ message: 'success', retcode: '0', result: {} }]);
		});
		expect(simulator.history(agent.callId)).toEqual([callData]);
		if (version === newest) await node.keepPicture('node-executed');
	});

	step('reads that the call has ended, and what to check', async ({ page, simulator, agent }) => {
		simulator.endCall(agent.callId);
		const { message, description } = await new NodePanel(page).fail();
		expect(message).toBe('The agent has no such call (retcode 400-001)');
		expect(description).toContain('The call may have ended, may not have begun yet');
		expect(description).toContain("Check 'Agent ID' and 'Call ID'.");
		expect(description).not.toContain('empty');
		if (version === newest) await new NodePanel(page).keepPicture('item-failed');
	});
});
