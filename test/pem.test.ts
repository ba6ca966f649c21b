import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { parseCertificates } from '../nodes/CcGateway/fields/pem';
import { createAuthority } from './simulator/certificates';
import { refusalOf } from './support/refusal';

const [PEM = '', OTHER = ''] = rootCertificates;
const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

const bare = (pem: string) => pem.replace(/\s/g, '');

test('nothing is no certificate', () => {
	for (const value of ['', ' \n', undefined, null]) {
		expect(parseCertificates(value)).toEqual({ pem: '', fingerprints: [] });
	}
});

test.each([
	['as it is', PEM],
	['with other text around it', `subject=CN = CA\n${PEM}\nbye`],
	['from a field of one line', PEM.replaceAll('\n', ' ')],
	['with line breaks as \\n', PEM.replaceAll('\n', '\\n')],
	['with line breaks of Windows', PEM.replaceAll('\n', '\r\n')],
])('a certificate is read %s, with its fingerprint', (_, text) => {
	const { pem, fingerprints } = parseCertificates(text);
	expect(bare(pem)).toBe(bare(PEM));
	expect(fingerprints).toEqual([new X509Certificate(PEM).fingerprint256]);
});

test('several certificates keep their order', () => {
	const { pem, fingerprints } = parseCertificates(`${OTHER}\n${PEM}`);
	expect(bare(pem)).toBe(bare(OTHER + PEM));
	const expected = [OTHER, PEM].map((one) => new X509Certificate(one).fingerprint256);
	expect(fingerprints).toEqual(expected);
});

test.each([
	['a path', '/etc/ssl/ca.pem', /holds no PEM certificate/],
	['a key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', /no PEM/],
	['half of a certificate', PEM.slice(0, 200), /cannot be read/],
	['a short one', `${BEGIN}\nMIIB\n${END}`, /cannot be read/],
	['a good one and a bad one', `${PEM}\n${BEGIN}\nMIIB\n${END}`, /cannot be read/],
	['a list', [PEM], /must be text/],
])('%s is refused', (_, value, message) => {
	const refusal = refusalOf(() => parseCertificates(value));
	expect(refusal.message).toMatch(/^'CA Certificate' /);
	expect(refusal.message).toMatch(message);
});

test('a certificate is read once, and the 50 that were used last are kept', async () => {
	const { ca } = await (
		await createAuthority({ keyType: 'ec', certificateNames: [] })
	).issue('valid');
	const first = parseCertificates(ca);
	const texts = Array.from({ length: 49 }, (_, index) => `${index}\n${ca}`);
	texts.forEach(parseCertificates);
	expect(parseCertificates(ca)).toBe(first);
	texts.forEach(parseCertificates);
	parseCertificates(`one more\n${ca}`);
	expect(parseCertificates(ca)).not.toBe(first);
});
