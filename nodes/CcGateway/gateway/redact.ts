/** Shared runs of this many characters count as a repeat of a secret; shorter ones occur by chance. */
const WINDOW = 8;
const REMOVED = '[removed]';

/** Cuts out of a text what repeats a secret. */
export interface Redactor {
	/** Also secrets of less than eight characters, where they stand as a word: for the words of a refusal. */
	readonly all: (text: string) => string;
	/** Runs of eight characters and more, also of a part of a secret: for data that has to stay as it is. */
	readonly runs: (text: string) => string;
}

/** @param secrets call data, Guid and cookie, in each form in which a gateway might repeat them */
export function redactor(secrets: readonly string[]): Redactor {
	const words = secrets.filter((secret) => secret.trim() !== '' && secret.length < WINDOW);
	let windows: ReadonlySet<string> | undefined;
	const runs = (text: string): string => {
		if (text.length < WINDOW) return text;
		windows ??= new Set(secrets.flatMap(windowsOf));
		return cutWindows(text, windows);
	};
	return { runs, all: (text) => runs(words.reduce(cutWord, text)) };
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
