import { format, resolveConfig } from 'prettier';
import { FAULT_RATE, GUID_INTERVAL_MS } from './gateway';
import { checkTable, courseTable, faultTable, minutes, type Results, runTable } from './tables';

/** The page docs/soak.md, as Prettier wants it. */
export async function writeDocument(results: Results, file: string): Promise<string> {
	const settings = await resolveConfig(file);
	return await format(compose(results), { ...settings, filepath: file });
}

function compose(results: Results): string {
	const { options, verdict } = results;
	return `# Long run

The CC-Gateway node in one n8n process, with a call every ${1000 / options.rate} ms and a gateway that has a bad night. This page and its plot are written by the run itself: \`${options.command}\`.

**${verdict.passed ? 'Passed' : 'Failed'}**: see the checks below.

![Memory, handles and sockets of n8n's process during the run](soak.svg)

The vertical line is at ${minutes(options.warmUpMs)}; the dashed lines are the trends after it.

${courseTable(results)}

## Checks

${checkTable(results)}

## The run

${runTable(results)}

## Faults

${FAULT_RATE * 100} percent of the requests, repeats included, met one of these:

${faultTable(results)}

The node waits 10 seconds, and tries twice more: all of these pass by, but the HTML page, which is no fault of the moment and has to be reported at once.

## How it is measured

- **n8n**: an active workflow Webhook > CC-Gateway in the newest n8n, the package installed by hand, everything from the item by expressions, On Error = Continue, executions not saved.
- **Load**: a call every ${1000 / options.rate} ms, to 20 agents in turn, one value after the other for each, so that at most 20 are under way; an n8n that falls behind, such as on a busy machine, gets the next call when one is answered. After ten values the customer's call ends and the next begins. Call data has 500 bytes. Each agent gets a new Guid every ${GUID_INTERVAL_MS / 1000} seconds, and every value is sent with the newest one.
- **Gateway**: the simulator, outside n8n's process; it closes idle connections after 20 seconds as Tomcat does.
- **Figures**: every 10 seconds no call starts until all are answered (3 seconds at most, for those that the gateway lets wait), so that all samples are alike, and catch up afterwards. A small program that Node.js loads into n8n's process collects all garbage and reads what is left: heap and buffers, resident set, handles (\`process.getActiveResourcesInfo\`, sockets apart), file descriptors (sockets among them, also those of the webhook's callers). V8 is told to keep compiled code: it would drop what has not run for a while, megabytes at once, and hide a leak. The gateway counts its open sockets.
- **Trend**: the Theil-Sen line through the samples after ${minutes(options.warmUpMs)}: the median of the slopes between all pairs, so that a peak does not tilt it. It is growth when it is steeper than the limit and adds up to more than noise.
- **Limits**: at 20 calls a second, 10 MB an hour is 146 bytes for each call, less than a third of its call data; 24 an hour is one for 3,000 calls, or for each 30th that meets a fault. The resident set has more room, as V8 keeps memory that it may need again, and so have the file descriptors, as callers keep up to 20 connections of their own for a while.

## Does it notice?

Builds that go wrong on purpose (\`--package FOLDER\`) fail within 3 minutes: one that keeps ten copies of each request's body (heap: 290 MB an hour), one that makes a connection pool for each request (322 sockets, 20 calls), one that now and then answers "success" without sending and warns (the books do not balance, and n8n's log is not empty). When n8n's process dies, the run ends at once.
`;
}
