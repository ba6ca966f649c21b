import type { Ledger } from './ledger';

/** So many characters of a secret in a row do not occur by chance. */
const WINDOW = 10;
const SHOWN = 60;

/** Places where a part of some call data, plain or as Base64, of a Guid or of a cookie comes out. */
export function findSecrets({ accounts, texts }: Ledger): string[] {
	const windows = new Set(
		accounts.flatMap(({ item: { value, guid, cookie } }) => [
			...windowsOf(value),
			...windowsOf(Buffer.from(value).toString('base64')),
			...windowsOf(guid),
			...windowsOf(cookie),
		]),
	);
	return texts.flatMap((text) => {
		const at = placeOf(text, windows);
		return at === -1 ? [] : [text.slice(Math.max(0, at - SHOWN), at + SHOWN)];
	});
}

function windowsOf(secret: string): string[] {
	return Array.from({ length: secret.length - WINDOW + 1 }, (_, start) =>
		secret.slice(start, start + WINDOW),
	);
}

function placeOf(text: string, windows: ReadonlySet<string>): number {
	for (let start = 0; start + WINDOW <= text.length; start++) {
		if (windows.has(text.slice(start, start + WINDOW))) return start;
	}
	return -1;
}
