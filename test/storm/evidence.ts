import { inspect } from 'node:util';
import type { INodeExecutionData } from 'n8n-workflow';
import { type Engine, outputOf } from '../support/engine';
import { CC_GATEWAY, CREDENTIAL } from '../support/node-workflow';
import type { CallChanges } from './calls';
import { type Arrival, startGateway, type StormGateway } from './gateway';
import type { Restart } from './restart';
import { MOST_CONNECTIONS, type StormItem, type StormSettings } from './settings';
import { watchProcess } from './watch';
import { type ItemSource, inputOf, startItems, workflowFor } from './workload';

/** One execution of the workflow. */
export interface Execution {
	readonly items: readonly StormItem[];
	/** What the node put out. */
	readonly outputs: readonly INodeExecutionData[];
	/** When it began and ended, in ms since 1970. */
	readonly beganMs: number;
	readonly endedMs: number;
}

/** What is known of one gateway in the end. */
export interface GatewayEvidence {
	readonly changes: CallChanges;
	readonly restart: Restart | undefined;
	/** Connections that were opened, the most at a time, and those still open when all was over. */
	readonly connections: number;
	readonly mostSockets: number;
	readonly openSockets: number;
}

/** Everything that a storm leaves behind. */
export interface Evidence {
	readonly settings: StormSettings;
	/** In the order in which they began; several ran at once. */
	readonly executions: readonly Execution[];
	/** All that a person could read afterwards: the node's part of the runs' records, and the log. */
	readonly texts: readonly string[];
	/** What arrived at the gateways, in the order of arrival. */
	readonly arrivals: readonly Arrival[];
	readonly gateways: readonly GatewayEvidence[];
	/** What Node.js complained about. */
	readonly incidents: readonly string[];
}

/**
 * Runs the items through the node, in n8n's engine, several executions at once, while calls change,
 * requests meet faults and each gateway restarts.
 */
export async function playStorm(engine: Engine, settings: StormSettings): Promise<Evidence> {
	const arrivals: Arrival[] = [];
	const gateways: StormGateway[] = [];
	const watch = watchProcess();
	try {
		for (let index = 0; index < settings.gateways; index++) {
			gateways.push(await startGateway(index, settings, (arrival) => arrivals.push(arrival)));
		}
		await engine.addCredential('ccGatewayApi', CREDENTIAL, {
			host: '={{ $json.host }}',
			port: '={{ $json.port }}',
			ca: gateways.map(({ simulator }) => simulator.ca).join('\n'),
		});
		const logged = engine.logLines.length;
		const source = startItems(gateways, settings);
		const texts: string[] = [];
		const executions: Execution[] = [];
		const runOn = async (): Promise<void> => {
			for (;;) {
				const played = await runNext(engine, settings, gateways, source);
				if (played === undefined) return;
				executions.push(played.execution);
				texts.push(...played.texts);
			}
		};
		await Promise.all(Array.from({ length: settings.executions }, runOn));
		return {
			settings,
			executions: executions.sort((a, b) => a.beganMs - b.beganMs),
			texts: [...texts, ...engine.logLines.slice(logged)],
			arrivals,
			gateways: await Promise.all(gateways.map(atTheEnd)),
			incidents: watch.incidents,
		};
	} finally {
		watch.end();
		await Promise.all(gateways.map(({ simulator }) => simulator.stop()));
	}
}

async function runNext(
	engine: Engine,
	settings: StormSettings,
	gateways: readonly StormGateway[],
	source: ItemSource,
): Promise<{ execution: Execution; texts: string[] } | undefined> {
	const items = source.next();
	if (items.length === 0) return undefined;
	const inputs = items.map((item) => {
		const gateway = gateways[item.gateway];
		if (gateway === undefined) throw new Error(`There is no gateway ${item.gateway}`);
		return inputOf(item, gateway);
	});
	const beganMs = Date.now();
	const run = await engine.run(workflowFor(settings), { items: inputs });
	const endedMs = Date.now();
	const { error, runData } = run.data.resultData;
	return {
		execution: { items, outputs: outputOf(run, CC_GATEWAY), beganMs, endedMs },
		texts: everyFormOf([error, runData[CC_GATEWAY]]),
	};
}

async function atTheEnd(gateway: StormGateway): Promise<GatewayEvidence> {
	const restart = await gateway.restarted();
	await gateway.settled(MOST_CONNECTIONS);
	const { simulator, calls, mostSockets } = gateway;
	const { connections, openSockets } = simulator;
	return { changes: { ...calls.changes }, restart, connections, mostSockets, openSockets };
}

/** As a person sees an object, with all that is hidden in it, and as n8n's database keeps it. */
function everyFormOf(value: unknown): string[] {
	const whole = { depth: null, showHidden: true, maxStringLength: null, maxArrayLength: null };
	return [inspect(value, whole), JSON.stringify(value)];
}
