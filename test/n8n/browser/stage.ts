import type { Page } from 'playwright-core';
import { DEFAULT_PORT } from '../../../nodes/CcGateway/gateway/contract';
import { type Simulator, startSimulator } from '../../simulator';
import { type Agent, putThrough } from '../../support/gateway';
import { npmForRegistry } from '../npmWrapper';
import { packPackage, type Tarball } from '../package';
import { startRegistry } from '../registry';
import { startN8n } from '../start';
import type { N8nVersion } from '../versions';
import { openWindow } from './chromium';
import { updatesPictures } from './pictures';

/** All that a person at the editor of an n8n without our package needs. */
export interface Stage {
	readonly url: string;
	readonly page: Page;
	readonly simulator: Simulator;
	/** Signed in at the gateway, with a call. */
	readonly agent: Agent;
	/** In the registry that this n8n installs from. */
	readonly tarball: Tarball;
}

/** Ends something that was started. */
export type Stop = () => Promise<void>;

/** Starts registry, n8n, gateway and browser; each is handed to `onStart` at once, to be ended. */
export async function openStage(
	version: N8nVersion,
	onStart: (stop: Stop) => void,
): Promise<Stage> {
	const tarball = await packPackage();
	const registry = await startRegistry(tarball);
	onStart(() => registry.stop());
	// A picture shows the gateway's usual port, and the same in every run.
	const simulator = await startSimulator({ port: updatesPictures ? DEFAULT_PORT : 0 });
	onStart(() => simulator.stop());
	const agent = putThrough(simulator, '101', '1456229294-1191');
	const n8n = await startN8n({ version, programs: await npmForRegistry(registry.url) });
	onStart(() => n8n.stop());
	const window = await openWindow();
	onStart(() => window.close());
	return { url: n8n.url, page: window.page, simulator, agent, tarball };
}
