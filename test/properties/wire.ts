import assert from 'node:assert/strict';
import { jsonParse } from 'n8n-workflow';
import type { Explanation } from '../../nodes/CcGateway/words';
import type { SeenRequest } from '../simulator';
import type { Agent } from '../support/gateway';
import { AGENT_ID_MAX } from './batch';
import type { Fields } from './call-data';
import { expectRefusal, secretsOf } from './refusal';
import { type Meaning, readRequest } from './validator';

/** What the gateway answers to a request that it has carried out, as it comes out of the node. */
export const SUCCESS = JSON.stringify({ result: {}, message: 'success', retcode: '0' });

/** The fields with the session of an agent in them, as pasting brings it; not where its field is the bad one. */
export function inSession(fields: Fields, { guid, cookie }: Agent, bad?: string): Fields {
	return {
		...fields,
		...(bad !== 'Guid' && { guid: ` JSESSIONID=${guid}\n` }),
		...(bad !== 'Session Cookie' && { 'options.cookie': `\t${cookie}; other=1` }),
	};
}

/**
 * Reads a request that the gateway has seen.
 * @throws Error for a request that is not as documented, in the eyes of the gateway or of the validator
 */
export function meaningOf({ method, path, query, headers, body, ...seen }: SeenRequest): Meaning {
	assert.equal(seen.status, 200);
	assert.notEqual(seen.retcode, '000-002');
	const target = query === '' ? path : `${path}?${query}`;
	return readRequest({ method, path: target, headers, body }, AGENT_ID_MAX);
}

/** Checks that the JSON text of an output item is a refusal before anything was sent; see {@link expectRefusal}. */
export function expectError(outcome: string, label: string | undefined, fields: Fields): void {
	const { error, ...more } = jsonParse<{ readonly error: Explanation }>(outcome);
	assert.deepEqual(Object.keys(more), []);
	assert.deepEqual(Object.keys(error), ['message', 'description', 'attempts']);
	expectRefusal(error, label, secretsOf({ credential: {}, fields }));
}
