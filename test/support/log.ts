import { Writable } from 'node:stream';
import { inspect } from 'node:util';
import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';

// Nothing is cut and nothing is wrapped, so that a search for a secret cannot miss it.
const WHOLE = {
	depth: null,
	maxStringLength: null,
	maxArrayLength: null,
	breakLength: Infinity,
};

/** The lines that n8n and its nodes log from now on, at every level, with all their details. */
export function collectLog(): readonly string[] {
	const lines: string[] = [];
	const sink = new Writable({
		objectMode: true,
		write(entry: unknown, _encoding, done) {
			lines.push(inspect(entry, WHOLE));
			done();
		},
	});
	Container.get(Logger).getInternalLogger().pipe(sink);
	return lines;
}
