import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import type { IRun } from 'n8n-workflow';
import { type Gateway, startGateway } from '../bench/gateway';
import type { CredentialData } from '../support/credentials';
import { type Engine, outputOf, startEngine } from '../support/engine';
import type { Server } from '../support/exchange';
import type { Agent } from '../support/gateway';
import { CC_GATEWAY, CREDENTIAL } from '../support/node-workflow';

/** n8n's engine with the built package, and a gateway in a process of its own. */
export interface Stage {
	readonly engine: Engine;
	readonly gateway: Gateway;
	close(): Promise<void>;
}

/** Starts both. The log is silent: writing it down would be measured, too. */
export async function openStage(): Promise<Stage> {
	const [engine, gateway] = await Promise.all([startEngine(), startGateway()]);
	silenceLog();
	return {
		engine,
		gateway,
		close: async () => {
			await Promise.all([engine.stop(), gateway.stop()]);
		},
	};
}

/** Nothing but errors is logged from now on. */
export function silenceLog(): void {
	Container.get(Logger).getInternalLogger().level = 'error';
}

/** The credential for a server; each item brings the Guid of its agent. */
export async function addCredentialFor(
	engine: Engine,
	{ host, port, ca }: Server,
	more: CredentialData = {},
): Promise<void> {
	await engine.addCredential('ccGatewayApi', CREDENTIAL, { host, port, ca, guid: '', ...more });
}

/** So many items, each with a text of so many bytes that no other has, by turns for the agents. */
export function itemsFor(agents: readonly Agent[], count: number, bytes: number) {
	return Array.from({ length: count }, (_, index) => {
		const text = `${index} Jane Doe, gold customer, `.padEnd(bytes, 'open ticket 4711; ');
		return { json: { ...agents[index % agents.length], text } };
	});
}

/** When the node ran, in milliseconds since 1970. Throws when an item failed. */
export function windowOf(run: IRun, items: number): { startMs: number; endMs: number } {
	const [task] = run.data.resultData.runData[CC_GATEWAY] ?? [];
	const done = outputOf(run, CC_GATEWAY).filter(({ json }) => json['retcode'] === '0').length;
	if (task === undefined || done !== items) throw new Error(`${done} of ${items} items were sent`);
	return { startMs: task.startTime, endMs: task.startTime + task.executionTime };
}
