// Runs in a process of its own, see child.ts: what Node.js makes of environment variables, warnings
// and open sockets shows only there.
import { parseCredential } from '../../nodes/CcGateway/fields/credential';
import { WireError } from '../../nodes/CcGateway/wire/wireError';
import { amount, parseFields, text } from '../simulator/parse';
import { sendText } from './exchange';

async function main(fields = parseFields(process.argv[2] ?? '') ?? {}): Promise<void> {
	const { connection, session } = parseCredential(fields);
	const agent = { ...session, agentId: text(fields, 'agentId'), callId: text(fields, 'callId') };
	const { signal } = new AbortController();
	const outcomes = await Promise.all(
		Array.from({ length: amount(fields, 'times') }, () =>
			sendText(connection, agent, 'from another process', { cancel: signal }).then(
				({ status }) => status,
				(error: unknown) => (error instanceof WireError ? error.failure : String(error)),
			),
		),
	);
	console.log(JSON.stringify({ outcomes, atMs: Date.now() }));
}

void main();
