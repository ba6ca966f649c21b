import type { Simulator } from './api';
import { readCommandLine } from './cli';
import { helpText } from './cliOptions';
import { startSimulator } from './simulator';

/** Runs the simulator until Ctrl-C or SIGTERM. */
async function main(): Promise<void> {
	const { help, options, agents, faultRate, faults } = readCommandLine(process.argv.slice(2));
	if (help) {
		print(helpText());
		return;
	}
	const simulator = await startSimulator({
		...options,
		log: (line) => {
			print(`${new Date().toISOString()} ${line}`);
		},
		// For the person at this terminal, who has to paste it; request logs never hold a Guid.
		onGuid: (agentId, guid) => {
			print(`New Guid of agent ${agentId}: ${guid}`);
		},
	});
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			simulator.stop().then(() => {
				print('Stopped.');
			}, fail);
		});
	}
	simulator.failAtRate(faultRate, faults);
	introduce(simulator, agents);
}

function introduce(simulator: Simulator, agents: readonly string[]): void {
	const { host, port, url, controlUrl, ca, seed } = simulator;
	print(`CC-Gateway simulator: ${url}   control: ${controlUrl}   seed: ${seed}\n`);
	print(`Credential to paste\n  Host            ${host}\n  Port            ${port}`);
	for (const agentId of agents) {
		const { guid, cookie } = simulator.signIn(agentId);
		const callId = simulator.startCall(agentId);
		print(`  Guid            ${guid}   (agent ${agentId}, in call ${callId})`);
		print(`  Session Cookie  ${cookie}   (only with --require-cookie)`);
		print(`  What was set:   ${controlUrl}/history?callid=${encodeURIComponent(callId)}`);
	}
	print(
		`  CA Certificate\n${ca}\n\nOpen the address behind "What was set" in a browser to read back.`,
	);
	print('Ctrl-C stops.\n');
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}

function fail(error: unknown): void {
	process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}

main().catch(fail);
