import path from 'node:path';
import { installByHand } from '../n8n/community';
import { fromCrm } from '../n8n/crmLoad';
import { gatewayNode } from '../n8n/gatewayNode';
import { installN8n } from '../n8n/install';
import { freePorts } from '../n8n/machine/ports';
import { temporaryFolder } from '../n8n/machine/temporaryFolder';
import { packPackage } from '../n8n/package';
import { startMain, type RunningN8n } from '../n8n/start';
import { newest } from '../n8n/versions';
import { activateBehindWebhook, type ActiveWorkflow } from '../n8n/webhookWorkflow';
import { credentialFor } from '../support/gateway';
import { type Gateway, startGateway } from './gateway';
import type { Options } from './options';

/** What the soak runs on. */
export interface Stage {
	readonly gateway: Gateway;
	/** In production: others start it over HTTP. */
	readonly workflow: ActiveWorkflow;
	/** The file that n8n writes warnings and errors to. */
	readonly log: string;
	/** Where the probe inside n8n answers. */
	readonly probeUrl: string;
	close(): Promise<void>;
}

/** Starts the gateway, and an n8n with the package, the probe and the workflow in it. */
export async function openStage({ seed, packageFolder }: Options): Promise<Stage> {
	const gateway = await startGateway(seed);
	const stopGateway = (): Promise<void> => gateway.simulator.stop();
	try {
		const [port = 0, probePort = 0] = await freePorts(2);
		const n8n = await startWithProbe(port, probePort, packageFolder);
		const node = await gatewayNode(n8n.owner, credentialFor(gateway.simulator, ''), fromCrm);
		// What failed is to come back with its reason.
		const behindWebhook = { ...node, onError: 'continueRegularOutput' } as const;
		return {
			gateway,
			workflow: await activateBehindWebhook(n8n, 'soak', behindWebhook),
			log: n8n.log,
			probeUrl: `http://127.0.0.1:${probePort}`,
			close: async () => {
				await n8n.stop();
				await stopGateway();
			},
		};
	} catch (error) {
		await stopGateway();
		throw error;
	}
}

async function startWithProbe(
	port: number,
	probePort: number,
	packageFolder: string | undefined,
): Promise<RunningN8n> {
	const installed = await installN8n(newest);
	const home = {
		// Its own name: a log of its own, whatever other tests start meanwhile.
		installed: { ...installed, version: { ...installed.version, name: 'soak' } },
		userFolder: temporaryFolder('soak'),
		env: {
			NODE_OPTIONS: `--expose-gc --import=${path.join(__dirname, 'probe.ts')}`,
			SOAK_PROBE_PORT: String(probePort),
			EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
			EXECUTIONS_DATA_SAVE_ON_ERROR: 'none',
			N8N_LOG_LEVEL: 'warn',
		},
	};
	await installByHand(home, await packPackage(packageFolder));
	return await startMain(home, port);
}
