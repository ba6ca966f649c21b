import { X509Certificate } from 'node:crypto';
import { invalid } from '../gateway/failure';
import { Recent } from './recent';
import { parseText } from './values';

const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** Certificates of the field CA Certificate. */
export interface Certificates {
	/** One after the other; '' for none. */
	readonly pem: string;
	/** SHA-256 of each, as Node.js writes it. */
	readonly fingerprints: readonly string[];
}

const NONE: Certificates = { pem: '', fingerprints: [] };

/** What has been read already, by the text of the field: reading takes longer than a request. */
const recent = new Recent<Certificates>(50);

/**
 * Reads the field CA Certificate.
 * @throws GatewayError `invalid` for text that is no PEM certificate
 */
export function parseCertificates(value: unknown): Certificates {
	const text = parseText(value, 'CA Certificate');
	if (text === '') return NONE;
	return recent.get(text, () => read(text));
}

function read(text: string): Certificates {
	const blocks = text.split(BEGIN).slice(1).map(parseCertificate);
	if (blocks.length === 0) {
		throw invalid(
			"'CA Certificate' holds no PEM certificate",
			'Paste the whole text from -----BEGIN CERTIFICATE----- to -----END CERTIFICATE-----.',
		);
	}
	return {
		pem: blocks.map(String).join(''),
		fingerprints: blocks.map((block) => block.fingerprint256),
	};
}

/** In a field of one line the line breaks have become spaces or "\n". */
function parseCertificate(block: string): X509Certificate {
	const [body = '', rest] = block.split(END, 2);
	try {
		if (rest === undefined) throw new Error('It has no end');
		return new X509Certificate(Buffer.from(body.replace(/\\n|\s/g, ''), 'base64'));
	} catch {
		throw invalid(
			"'CA Certificate' holds a certificate that cannot be read",
			'It may have been cut off. Copy the PEM file again and paste all of it.',
		);
	}
}
