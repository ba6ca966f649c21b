import { fork } from 'node:child_process';
import { on, once } from 'node:events';
import path from 'node:path';
import { listAt } from '../n8n/json';
import { amount, type Fields, isFields, text } from '../simulator/parse';
import type { Agent } from '../support/gateway';
import type { Server } from '../support/exchange';
import type { Load } from './workloads';

/** What the gateway saw of a run. */
export interface Traffic {
	/** CPU time of the gateway's process. */
	readonly cpuMs: number;
	readonly connections: number;
	readonly handshakes: number;
	/** Values that were set. */
	readonly writes: number;
	/** Calls that do not hold the data of the last item for their agent. */
	readonly overtaken: number;
}

/** The simulator in a process of its own. */
export interface Gateway extends Server {
	/** Closes all idle connections, so that the next run begins without any. */
	dropConnections(): Promise<void>;
	/** Forgets everything, and puts a call through to each of so many agents. */
	prepare(agents: number): Promise<readonly Agent[]>;
	/** What came of a run since `prepare`. */
	check(load: Load): Promise<Traffic>;
	stop(): Promise<void>;
}

const SCRIPT = path.join(__dirname, 'gatewayProcess.ts');

/** Starts the simulator. */
export async function startGateway(): Promise<Gateway> {
	const child = fork(SCRIPT, { execArgv: ['--import', 'tsx'] });
	const messages = on(child, 'message', { close: ['exit', 'error'] });
	const reply = async (): Promise<Fields> => {
		const next: { readonly value?: unknown } = await messages.next();
		const message: unknown = Array.isArray(next.value) ? next.value[0] : undefined;
		if (!isFields(message)) throw new Error('The simulator has ended');
		return message;
	};
	const ask = async (command: string, fields: Fields = {}): Promise<Fields> => {
		child.send({ command, ...fields });
		return await reply();
	};
	const started = await reply();
	return {
		host: text(started, 'host'),
		port: amount(started, 'port'),
		ca: text(started, 'ca'),
		dropConnections: async () => {
			await ask('drop');
		},
		prepare: async (agents) => listAt(await ask('prepare', { agents }), 'agents').map(parseAgent),
		check: async (load) => parseTraffic(await ask('check', { ...load })),
		stop: async () => {
			child.disconnect();
			await once(child, 'exit');
		},
	};
}

function parseAgent(value: unknown): Agent {
	const fields = isFields(value) ? value : {};
	return {
		agentId: text(fields, 'agentId'),
		callId: text(fields, 'callId'),
		guid: text(fields, 'guid'),
		cookie: text(fields, 'cookie'),
	};
}

function parseTraffic(fields: Fields): Traffic {
	return {
		cpuMs: amount(fields, 'cpuMs'),
		connections: amount(fields, 'connections'),
		handshakes: amount(fields, 'handshakes'),
		writes: amount(fields, 'writes'),
		overtaken: amount(fields, 'overtaken'),
	};
}
