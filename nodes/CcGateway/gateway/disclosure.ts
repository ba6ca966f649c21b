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
	const said = reduced(text);
	return secretsOf(request, session)
		.map(reduced)
		.every((secret) => !repeats(said, secret));
}

/** Call data in each form in which a gateway might repeat it, Guid and cookie. */
function secretsOf({ body }: GatewayRequest, { guid, cookie }: Session): string[] {
	const fields: unknown = body === undefined ? {} : JSON.parse(body.toString('utf8'));
	if (typeof fields !== 'object' || fields === null) return [guid, cookie];
	const { calldata = '' }: { calldata?: unknown } = fields;
	const text = String(calldata);
	return [
		...[guid, cookie, text],
		Buffer.from(text, 'utf8').toString('base64'),
		Buffer.from(text, 'base64').toString('utf8'),
	];
}

function reduced(text: string): string {
	return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
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
