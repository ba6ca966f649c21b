/** Shared runs of this many characters count as a repeat of a secret; shorter ones occur by chance. */
const WINDOW = 8;
const REMOVED = '[removed]';

/** Characters of somebody's page that are looked at, and that are kept. */
const READ = 2000;
const EXCERPT = 200;

/** Cuts out of a text what repeats a secret. */
export interface Redactor {
	/** Also secrets of less than eight characters, where they stand as a word: for the words of a refusal. */
	readonly all: (text: string) => string;
	/** Runs of eight characters and more, also of a part of a secret: for data that has to stay as it is. */
	readonly runs: (text: string) => string;
	/** As `all`, of the first words of an answer that is not the gateway's. */
	readonly excerpt: (text: string) => string;
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
	const all = (text: string): string => runs(words.reduce(cutWord, text));
	const excerpt = (text: string): string =>
		oneLine(all(unescapeHtml(text.slice(0, READ))), EXCERPT);
	return { runs, all, excerpt };
}

/** Somebody else's text as one line without control and direction marks, cut where it gets too long. */
export function oneLine(text: string, length: number): string {
	const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
	return line.length <= length ? line : `${line.slice(0, length).replace(/\p{Surrogate}$/u, '')}…`;
}

/** Only scripts with spaces between words have words that can be told apart. */
function cutWord(text: string, word: string): string {
	const literal = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
	const spaced = /^[\p{Script=Latin}\p{Script=Common}]*$/u.test(word);
	const pattern = spaced ? `(?<![\\p{L}\\p{N}_])${literal}(?![\\p{L}\\p{N}_])` : literal;
	return text.replace(new RegExp(pattern, 'gu'), REMOVED);
}

/** Escaped, a secret would not be recognised. */
function unescapeHtml(text: string): string {
	return text.replace(/&(#\d{1,4}|#x[\da-f]{1,4}|\w{2,4});/gi, (entity, name: string) => {
		if (!name.startsWith('#')) return ENTITIES[name] ?? entity;
		return String.fromCharCode(Number(name.replace('#x', '0x').replace('#', '')));
	});
}

const ENTITIES: Readonly<Record<string, string>> = {
	amp: '&',
	apos: "'",
	gt: '>',
	lt: '<',
	quot: '"',
};

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
