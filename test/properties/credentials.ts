import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCredential } from '../../nodes/CcGateway/fields/credential';
import { property } from './cases';
import { bare, garbledPem } from './certificates';
import { badCredential, goodCredentials } from './credential-fields';
import { attempt, refusalOf, resultOf } from './product';
import { expectRefusal, secretsOf } from './refusal';

const credentials = fc
	.tuple(goodCredentials(59_999), fc.option(badCredential, { freq: 2, nil: undefined }))
	.map(([good, bad]) => ({ ...good, fields: { ...good.fields, ...bad?.fields }, bad: bad?.label }));

property(
	'a credential means what was put in, or its bad field is named',
	10_000,
	credentials,
	({ fields, bad, connection, session }) => {
		const outcome = attempt(() => parseCredential(fields));
		if (bad !== undefined) {
			expectRefusal(refusalOf(outcome), bad, secretsOf({ credential: fields, fields: {} }));
			return ['refused'];
		}
		const { host, port } = connection;
		const result = resultOf(outcome);
		const { key, pinned, ...others } = result.connection;
		assert.deepEqual(
			{ ...others, ca: bare(others.ca) },
			{
				...connection,
				origin: `https://${host.includes(':') ? `[${host}]` : host}:${port}`,
			},
		);
		assert.equal(pinned.length, connection.ca.split('-----BEGIN').length - 1);
		assert.match(key, /^[\w+/]{43}=$/);
		assert.deepEqual(result.session, session);
		return ['taken'];
	},
);

property('a garbled certificate is taken, or refused by name', 3_000, garbledPem, (ca) => {
	const { result, refusal } = attempt(() =>
		parseCredential({ host: 'gw', port: 8043, guid: '', ca }),
	);
	if (refusal) expectRefusal(refusal, 'CA Certificate', []);
	else assert.match(result.connection.ca, /^(-----BEGIN CERTIFICATE-----\n|$)/);
	return [refusal ? 'refused' : 'taken'];
});
