import assert from 'node:assert/strict';
import { nearlyBase64 } from './base64';
import { property } from './cases';
import { freeze } from './freeze';
import { judgedItems, wildItems } from './item';
import { attempt, refusalOf, requestOf, resultOf } from './product';
import { expectRefusal, secretsOf } from './refusal';
import { readRequest } from './validator';

property(
	'an item means what was put in, or its bad field is named',
	45_000,
	judgedItems,
	(item) => {
		const { bad, means, agentIdMax } = item;
		const outcome = attempt(() => requestOf(item));
		if (bad === undefined) {
			assert.deepEqual(readRequest(resultOf(outcome), agentIdMax), means);
			return ['taken'];
		}
		expectRefusal(refusalOf(outcome), bad, secretsOf(item));
		return ['refused'];
	},
);

property(
	'a wild item becomes a request as documented, or a field is named',
	15_000,
	wildItems,
	(item) => {
		freeze(item);
		const { result, refusal } = attempt(() => requestOf(item));
		assert.deepEqual(
			attempt(() => requestOf(item)),
			result ? { result } : { refusal },
		);
		if (result) readRequest(result, item.agentIdMax);
		else expectRefusal(refusal, undefined, secretsOf(item));
		return [result ? 'taken' : 'refused'];
	},
);

const CREDENTIAL = { host: 'gw', port: 8043, guid: 'a-guid' };
const FIELDS = { agentId: 101, callData: 'x' };
const REQUEST = requestOf({ credential: CREDENTIAL, fields: FIELDS });

property(
	'Base64 is taken if and only if it is that of the documents',
	15_000,
	nearlyBase64.filter((text) => text.trim() !== ''),
	(calldata) => {
		const body = JSON.stringify({ calldata, isDataEncoded: true });
		const isDocumented = succeeds(() => readRequest({ ...REQUEST, body }, 59_999));
		const encoded = { isDataEncoded: true, base64Encoding: 'already' };
		const fields = { ...FIELDS, callData: calldata, ...encoded };
		const { result } = attempt(() => requestOf({ credential: CREDENTIAL, fields }));
		assert.equal(result?.body.toString(), isDocumented ? body : undefined);
		return [isDocumented ? 'taken' : 'refused'];
	},
);

function succeeds(work: () => unknown): boolean {
	try {
		work();
		return true;
	} catch {
		return false;
	}
}
