import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { installByHand } from '../n8n/community';
import { installN8n } from '../n8n/install';
import { freePort } from '../n8n/machine/ports';
import { temporaryFolder } from '../n8n/machine/temporaryFolder';
import { packPackage } from '../n8n/package';
import { startN8n, type RunningN8n, type StartOptions } from '../n8n/start';
import { newest } from '../n8n/versions';
import { packBenchPackage } from './benchPackage';
import { type DelayedServer, startDelay } from './delay';
import { type Gateway, startGateway } from './gateway';

/** One way of the line to the gateway that is far away. */
export const ONE_WAY_MS = 25;

/** What the contenders play on. */
export interface Stage {
	readonly gateway: Gateway;
	/** The same gateway, far away. */
	readonly line: DelayedServer;
	readonly n8n: RunningN8n;
	/** Starts n8n anew, at the same address and with all that it had stored. */
	restartN8n(): Promise<void>;
	close(): Promise<void>;
}

/**
 * Starts the gateway, and the newest n8n with this package and the measuring nodes in it. That n8n
 * trusts the gateway's CA, so HTTP Request checks certificates as our node does.
 */
export async function openStage(): Promise<Stage> {
	const gateway = await startGateway();
	const line = await startDelay(gateway, ONE_WAY_MS);
	const stopGateway = async (): Promise<void> => {
		await line.stop();
		await gateway.stop();
	};
	try {
		const options = await prepareN8n(gateway);
		let n8n = await startN8n(options);
		return {
			gateway,
			line,
			get n8n() {
				return n8n;
			},
			restartN8n: async () => {
				await n8n.stop();
				n8n = await startN8n(options);
			},
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

async function prepareN8n({ ca }: Gateway): Promise<StartOptions> {
	const userFolder = temporaryFolder('bench');
	const caFile = path.join(userFolder, 'gateway-ca.pem');
	await writeFile(caFile, ca);
	const home = { installed: await installN8n(newest), userFolder };
	await installByHand(home, await packPackage());
	await installByHand(home, await packBenchPackage());
	const env = { NODE_EXTRA_CA_CERTS: caFile };
	return { version: newest, userFolder, port: await freePort(), env };
}
