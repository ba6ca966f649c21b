import type { Summary } from './statistics';

const MS_PER_S = 1000;

/** A number with about three digits that count. */
export function number(value: number): string {
	const size = Math.abs(value);
	const digits = size >= 100 ? 0 : size >= 10 ? 1 : 2;
	const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
	return value.toLocaleString('en-US', options);
}

/** A time in the unit that suits it. */
export function duration(ms: number): string {
	return ms < MS_PER_S ? `${number(ms)} ms` : `${number(ms / MS_PER_S)} s`;
}

/** The median, and the least and the most beside it. */
export function spread({ median, min, max }: Summary, unit = number): string {
	return `${unit(median)} (${unit(min)} to ${unit(max)})`;
}

/** Rows as a table in Markdown, which is readable on a console, too. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const widths = head.map((title, column) =>
		Math.max(...[head, ...rows].map((row) => (row[column] ?? '').length), 3, title.length),
	);
	const line = (cells: readonly string[]): string =>
		`| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
