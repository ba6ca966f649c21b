// Not jest's expect, which takes longer than all of the product.
import assert from 'node:assert/strict';
import type { Explanation } from '../../nodes/CcGateway/words';
import type { Input } from './item';

/** Runs of this many characters count as a repeat; shorter ones occur by chance. */
const WINDOW = 8;
const LONGEST_MESSAGE = 200;

/** Names of all fields that a form of the package shows. */
const LABELS = [
	...['Host', 'Port', 'Guid', 'Test Agent ID', 'CA Certificate', 'TLS Server Name'],
	...['Ignore SSL Issues (Insecure)', 'Session Cookie', 'Agent ID', 'Call ID', 'Specify Call Data'],
	...['Call Data', 'Is Data Encoded', 'Base64 Encoding', 'Max Agents at Once', 'Max Retries'],
	...['Send Empty Call Data', 'Timeout (Seconds)', 'Use Current Call If Empty', 'Name'],
];

/** Call data, Guids and cookies of an item, as they were given: the texts in them. */
export function secretsOf({ credential, fields }: Input): string[] {
	const { guid, cookie } = credential;
	const names = ['guid', 'options.cookie', 'callData', 'callDataJson', 'callDataFields.field'];
	return [guid, cookie, ...names.map((name) => fields[name])].flatMap(textsIn);
}

/** Checks that a refusal is one short line that names the field, or any field, and tells no secret. */
export function expectRefusal(
	{ message, description }: Explanation,
	label: string | undefined,
	secrets: readonly string[],
): void {
	const named = LABELS.filter((one) => message.includes(`'${one}'`));
	assert.deepEqual(named, [label ?? named[0]], message);
	assert.ok(message.length < LONGEST_MESSAGE && !/[\n\r]/.test(message), message);
	assert.deepEqual(repeated(`${message} ${description}`, secrets.join('\n')), []);
}

/** The parts of a text that are in a secret as well. */
function repeated(text: string, secrets: string): string[] {
	const parts = Array.from({ length: text.length - WINDOW + 1 }, (_, at) =>
		text.slice(at, at + WINDOW),
	);
	return parts.filter((part) => secrets.includes(part));
}

/** The texts in a value, at any depth; what cannot be looked at has none. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	try {
		const text: unknown = JSON.stringify(value);
		return typeof text === 'string' ? [text] : [];
	} catch {
		return [];
	}
}
