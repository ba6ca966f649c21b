// The simulator in a process of its own: started by gateway.ts, asked over the channel between them.
import { startSimulator } from '../simulator';
import { amount, type Fields, isFields, text } from '../simulator/parse';
import { putThrough, type Agent } from '../support/gateway';
import { callDataOf, lastItemOf } from './callData';

const FIRST_AGENT_ID = 101;

/** As the gateway: Tomcat with an RSA certificate and its default of 20 seconds. */
const OPTIONS = { keyType: 'rsa', keepAliveTimeoutMs: 20_000 } as const;

async function main(): Promise<void> {
	const simulator = await startSimulator(OPTIONS);
	const { host, port, ca } = simulator;
	let agents: readonly Agent[] = [];
	let before = process.cpuUsage();

	const commands: Readonly<Record<string, (fields: Fields) => unknown>> = {
		drop: () => {
			simulator.dropIdleConnections();
			return {};
		},
		prepare: (fields) => {
			simulator.reset();
			agents = Array.from({ length: amount(fields, 'agents') }, (_, index) =>
				putThrough(simulator, String(FIRST_AGENT_ID + index)),
			);
			before = process.cpuUsage();
			return { agents };
		},
		check: (fields) => {
			const { user, system } = process.cpuUsage(before);
			const load = {
				run: amount(fields, 'run'),
				items: amount(fields, 'items'),
				agents: amount(fields, 'agents'),
				bytes: amount(fields, 'bytes'),
			};
			const histories = agents.map(({ callId }) => simulator.history(callId));
			return {
				cpuMs: (user + system) / 1000,
				connections: simulator.connections,
				handshakes: simulator.handshakes,
				writes: histories.reduce((sum, history) => sum + history.length, 0),
				overtaken: histories.filter(
					(history, agent) => history.at(-1) !== callDataOf(load, lastItemOf(load, agent)),
				).length,
			};
		},
	};

	process.on('message', (message) => {
		const fields = isFields(message) ? message : {};
		process.send?.(commands[text(fields, 'command')]?.(fields));
	});
	process.on('disconnect', () => {
		void simulator.stop();
	});
	process.send?.({ host, port, ca });
}

void main();
