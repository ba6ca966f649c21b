import type { GatewayRequest, Session } from './request';

/** Longer messages are not shown. */
const MAX_LENGTH = 200;

/** So many letters and digits in a row that were sent count as a repeat; fewer occur by chance. */
const WINDOW = 8;

/**
 * Decides whether words of the gateway may be shown to a person: whole or not at all, and not if they
 * repeat what was sent. Compared are letters and digits only, without case.
 */
export function mayBeShown(text: string, request: GatewayRequest, session: Session): boolean {
	if (text.length > MAX_LENGTH) return false;
	const secrets = secretsOf(request, session).map(reduced);
	return readingsOf(text)
		.map(reduced)
		.every((said) => secrets.every((secret) => !repeats(said, secret)));
}

/** Call data in each form in which a gateway might repeat it, Guid and cookie. */
function secretsOf({ body }: GatewayRequest, { guid, cookie }: Session): string[] {
	const fields: unknown = body === undefined ? {} : JSON.parse(body.toString('utf8'));
	if (typeof fields !== 'object' || fields === null) return [guid, cookie];
	const { calldata = '', isDataEncoded }: { calldata?: unknown; isDataEncoded?: unknown } = fields;
	const sent = Buffer.from(String(calldata), 'utf8');
	const original = isDataEncoded === true ? Buffer.from(String(calldata), 'base64') : sent;
	return [
		...[guid, cookie, sent.toString('utf8')],
		original.toString('base64'),
		...readingsOf(original.toString('utf8')),
	];
}

/** How often a text may be encoded. */
const MAX_DEPTH = 2;

/** A text as it is, and as it reads when it is URL-encoded, or escaped as in JSON or HTML. */
function readingsOf(text: string): string[] {
	const readings = new Set([text]);
	for (let depth = 0; depth < MAX_DEPTH; depth++) {
		for (const reading of [...readings]) decodings(reading).forEach((one) => readings.add(one));
	}
	return [...readings];
}

function decodings(text: string): string[] {
	if (!/[%\\&]/.test(text)) return [];
	return [
		text.replace(/(?:%[\da-f]{2})+/gi, (bytes) =>
			Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
		),
		text.replace(/\\u([\da-f]{4})/gi, (_, hex: string) => characterOf(Number.parseInt(hex, 16))),
		text
			.replace(/&#(\d+);/g, (_, decimal: string) => characterOf(Number(decimal)))
			.replace(/&#x([\da-f]+);/gi, (_, hex: string) => characterOf(Number.parseInt(hex, 16)))
			.replace(/&\w+;/g, ''),
	];
}

function characterOf(code: number): string {
	return code <= 0x10ffff ? String.fromCodePoint(code) : '';
}

/** Letters and digits in one form each: an umlaut may be one character, or a letter and a mark. */
function reduced(text: string): string {
	return text
		.normalize('NFKD')
		.toLowerCase()
		.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** A secret of less than eight characters is repeated as a whole. */
function repeats(said: string, secret: string): boolean {
	const length = Math.min(WINDOW, secret.length);
	if (length === 0) return false;
	for (let start = 0; start + length <= said.length; start++) {
		if (secret.includes(said.slice(start, start + length))) return true;
	}
	return false;
}
