import { format, resolveConfig } from 'prettier';
import { goalTable } from './goals';
import type { Results } from './results';
import {
	batchTable,
	loadingTable,
	machineTable,
	memoryTables,
	outsideTable,
	wanTable,
	workloadTables,
} from './tables';
import { ONE_WAY_MS } from './stage';
import { duration } from './words';

/** The page docs/benchmark.md, as Prettier wants it. */
export async function writeDocument(results: Results, file: string): Promise<string> {
	const settings = await resolveConfig(file);
	return await format(compose(results), { ...settings, filepath: file });
}

function compose(results: Results): string {
	const { options, problems, secondRun, wan } = results;
	const failed = problems.texts.map((text) => `- ${text}`).join('\n');
	return `# Benchmark

The CC-Gateway node beside n8n's HTTP Request node: same n8n process, same simulated gateway, same items. This page and its plot are written by the bench itself: \`npm run bench -- --write\`.

![Time per item, memory, and a call over a WAN, for the CC-Gateway node and HTTP Request](benchmark.svg)

${machineTable(results)}

## Goals

${goalTable(results)}

${options.quick ? 'A quick bench has a fiftieth of the items: its ratios say nothing about the goals. ' : ''}Ratios of medians of one bench, so the speed of the machine cancels out. A goal that is missed does not fail the bench; a wrong result does.

## Single calls over a WAN

A proxy holds everything back for ${ONE_WAY_MS} ms each way, and the opening of a connection for one round trip, as TCP does. An active workflow is called by its webhook. A round trip is ${2 * ONE_WAY_MS} ms.

${wanTable(wan)}

## Memory

${memoryTables(results)}

## Outside n8n

The node's transport beside others: loopback TLS to a server that does nothing but answer, ten requests at once, connections kept.

${outsideTable(results.outside)}

## Loading

What each process of n8n pays once, beside axios alone.

${loadingTable(results.loading)}

## Where the node's time goes

A CPU profile of the first workload (${duration(results.profile.ms)}), the time in each function itself. \`npm run bench -- --profile FOLDER\` records it for all contenders.

${results.profile.functions}

The credential is resolved for each item, as n8n's own nodes do: an expression in it may mean another gateway for each. What that costs is the contender "n8n, the credential for each item" below.

## Workloads

${workloadTables(results)}

The second run of the first workload, right after the first and with its connections: ${duration(secondRun.ms)}, ${secondRun.connections} connections, ${secondRun.handshakes} TLS handshakes.

${failed && `## What failed\n\n${failed}\n`}
## How it is measured

- **In n8n**: a workflow Webhook > Meter > contender > Meter, active, called by its webhook, executions not saved. The Meter is a node that only the bench has. The first one makes the items, collects garbage (not before single items: it slows down what comes next) and starts the clocks, the second one stops them. What lies between is the node and n8n's passing on of its items, a few milliseconds more than what n8n records as the node's time; the bench prints both while it runs.
- **CC-Gateway node**: Agent ID, Call ID, Call Data and Guid by expressions from the item, the CA in the credential, everything else as by default: 10 agents at once.
- **HTTP Request**: the same request, its address, the header Guid and the JSON body by expressions from the item, everything else as by default. It verifies the certificate, too: its n8n trusts the CA by \`NODE_EXTRA_CA_CERTS\`. To ignore certificates would spare it work that the node does.
- **HTTP Request, batched**: the option Batching with 1 ms between batches; without a time between, the node does not make batches. The best of these sizes was taken:

${batchTable(results)}

- **Reading of the node**: our node that reads and checks every item, credentials included, and sends nothing: what the node would take if sending were free.
- **n8n, the credential for each item**: n8n alone. It resolves the credential for every item, five at a time as our node does.
- **n8n, the same expressions**: n8n alone. It evaluates the same four expressions for every item, resolves the credential once, and nothing is checked or sent. The node can be faster than that: it reads plain expressions such as \`{{ $json.callId }}\` from the item itself.
- **Outside n8n**: \`deliver\` is all that the node does with a request (deadline, repeats, limits, reading of the reply); the others send the same request and read the JSON. Built as the package is, in a process of its own, in an order that changes from round to round.
- **Gateway**: the simulator in a process of its own on the same machine, RSA-2048, idle connections closed after 20 seconds as Tomcat does.
- **Rounds**: all contenders, in an order that rotates from round to round and runs backwards every other time, after three runs each to warm up. Every run begins without connections: the gateway closes them before. A workload of one item is sent several times in a row, and the figure of the round is the median.
- **Checks**: after every run each item must have come back with retcode "0" and have reached the gateway, and each call must hold the value of its agent's last item. HTTP Request does not promise an order; the calls in which an older value came last are counted as overtaken.
- **Memory**: the peak of the resident set during the run (VmHWM, reset before), less what was in use before it, each time in an n8n that has just been started: one that has been busy has memory to spare, in which a peak does not show.
- **CPU**: user and system time of all threads of the process, during the same time.

## How to read it

Compare within a table: all its figures come from the same rounds on the same machine. Gateway, n8n and bench share its processors, so a contender that gives the gateway more to do is slowed down by that as well, more than it would be by a gateway of its own. On loopback a connection costs processor time only; over a network each one costs round trips besides, which is what the table of calls over a WAN shows.
`;
}
