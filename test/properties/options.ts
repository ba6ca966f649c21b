import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseMaxConcurrency, parseOptions } from '../../nodes/CcGateway/fields/options';
import { readerOf } from '../support/exchange';
import { property } from './cases';
import { badOption, goodOptions } from './node-item';
import { attempt, refusalOf, resultOf } from './product';
import { expectRefusal, secretsOf } from './refusal';

const options = fc.tuple(goodOptions, fc.option(badOption, { freq: 2, nil: undefined }));

property('options mean what was put in, or the bad one is named', 5000, options, ([good, bad]) => {
	const fields = { ...good.fields, ...bad?.fields };
	const read = readerOf(fields);
	const outcome = attempt(() => ({
		...parseOptions(read),
		maxConcurrency: parseMaxConcurrency(read),
	}));
	if (bad !== undefined) {
		expectRefusal(refusalOf(outcome), bad.label, secretsOf({ credential: {}, fields }));
		return ['refused'];
	}
	const { timeout, ...more } = good.means;
	const expected = { timeoutMs: timeout * 1000, ...more };
	assert.deepEqual(resultOf(outcome), expected);
	return ['taken'];
});
