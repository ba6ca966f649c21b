/** Shared runs of this many characters count as a repeat of a secret; shorter ones occur by chance. */
const WINDOW = 8;
const REMOVED = '[removed]';

/**
 * Makes a function that cuts out of a text whatever repeats a secret, also where it repeats only a
 * part of it or is cut off. Secrets shorter than eight characters are cut where they stand as a word.
 * @param secrets call data, Guid and cookie, in every form in which they were sent
 */
export function redactor(secrets: readonly string[]): (text: string) => string {
	const words = secrets.filter((secret) => secret.trim() !== '' && secret.length < WINDOW);
	let windows: ReadonlySet<string> | undefined;
	return (text) => {
		const withoutWords = words.reduce(cutWord, text);
		if (withoutWords.length < WINDOW) return withoutWords;
		windows ??= new Set(secrets.flatMap(windowsOf));
		return cutWindows(withoutWords, windows);
	};
}

function cutWord(text: string, word: string): string {
	const literal = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	const alone = new RegExp(`(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])`, 'gu');
	return text.replace(alone, REMOVED);
}

function windowsOf(secret: string): string[] {
	const count = Math.max(0, secret.length - WINDOW + 1);
	return Array.from({ length: count }, (_, start) => secret.slice(start, start + WINDOW));
}

function cutWindows(text: string, windows: ReadonlySet<string>): string {
	let result = '';
	let kept = 0;
	for (let start = 0; start + WINDOW <= text.length; start++) {
		if (!windows.has(text.slice(start, start + WINDOW))) continue;
		let end = start + WINDOW;
		while (end < text.length && windows.has(text.slice(end - WINDOW + 1, end + 1))) end++;
		result += text.slice(kept, start) + REMOVED;
		kept = end;
		start = end - 1;
	}
	return result + text.slice(kept);
}
