import { inspect } from 'node:util';
import type { INodeExecutionData } from 'n8n-workflow';
import type { SeenRequest } from '../simulator';
import { type Engine, outputOf } from '../support/engine';
import { credentialFor } from '../support/gateway';
import { CC_GATEWAY, CREDENTIAL } from '../support/node-workflow';
import { startGateway } from './gateway';
import { faultsFor } from './mix';
import type { Restart } from './restart';
import { watchProcess } from './watch';
import { inputOf, itemsFor, type StormItem, type StormSettings, workflowFor } from './workload';

/** Everything that a storm leaves behind. */
export interface Evidence {
	readonly settings: StormSettings;
	readonly items: readonly StormItem[];
	/** What the node put out. */
	readonly outputs: readonly INodeExecutionData[];
	/** All that a person could read afterwards: the node's part of the run's record, and the log. */
	readonly texts: readonly string[];
	/** What arrived at the gateway, in the order of arrival. */
	readonly requests: readonly SeenRequest[];
	/** Every value that was set, in order, by call. */
	readonly histories: ReadonlyMap<string, readonly string[]>;
	/** What each call has in the end. */
	readonly held: ReadonlyMap<string, string | undefined>;
	readonly restart: Restart | undefined;
	/** Connections that were opened, and those still open when all was over. */
	readonly connections: number;
	readonly openSockets: number;
	/** What Node.js complained about. */
	readonly incidents: readonly string[];
	/** When the run began and ended, in ms since 1970. */
	readonly beganMs: number;
	readonly endedMs: number;
}

/** Runs the items through the node, in n8n's engine, with the faults and a restart in the middle. */
export async function playStorm(engine: Engine, settings: StormSettings): Promise<Evidence> {
	const gateway = await startGateway(settings);
	const { simulator, requests } = gateway;
	const watch = watchProcess();
	try {
		const items = itemsFor(simulator, settings);
		await engine.addCredential('ccGatewayApi', CREDENTIAL, credentialFor(simulator, ''));
		simulator.failAtRate(settings.rate, faultsFor(simulator, settings));

		const logged = engine.logLines.length;
		const beganMs = Date.now();
		const run = await engine.run(workflowFor(settings), { items: items.map(inputOf) });
		const endedMs = Date.now();
		const restart = await gateway.restarted();
		await gateway.settled();

		const { error, runData } = run.data.resultData;
		const callIds = [...new Set(items.map(({ callId }) => callId))];
		return {
			settings,
			items,
			outputs: outputOf(run, CC_GATEWAY),
			texts: [...everyFormOf([error, runData[CC_GATEWAY]]), ...engine.logLines.slice(logged)],
			requests,
			histories: new Map(callIds.map((callId) => [callId, [...simulator.history(callId)]])),
			held: new Map(callIds.map((callId) => [callId, simulator.callData(callId)])),
			restart,
			connections: simulator.connections,
			openSockets: simulator.openSockets,
			incidents: watch.incidents,
			beganMs,
			endedMs,
		};
	} finally {
		watch.end();
		await simulator.stop();
	}
}

/** As a person sees an object, with all that is hidden in it, and as n8n's database keeps it. */
function everyFormOf(value: unknown): string[] {
	const whole = { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null };
	return [inspect(value, whole), JSON.stringify(value)];
}
