import type { INode } from 'n8n-workflow';
import { exampleFiles, readExample } from './examples';

/** The corners of what n8n draws, in pixels of its canvas. */
interface Box {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

const NOTE = 'n8n-nodes-base.stickyNote';
// With its name below.
const node = { width: 96, height: 150 };

describe.each(exampleFiles())('%s', (file) => {
	const { nodes, connections, settings, active } = readExample(file);
	const [note, ...otherNotes] = nodes.filter(({ type }) => type === NOTE);
	const content = JSON.stringify(note?.parameters['content']);
	const bold = [...content.matchAll(/\*\*([^*]+)\*\*/g)].map(([, words = '']) => words);
	const names = nodes.map(({ name }) => name);

	test('has one note, which says how to try it', () => {
		expect(otherNotes).toEqual([]);
		expect(bold).toContain('To try it:');
	});

	test('has a note that names nodes of the workflow only, and all that have to be filled in', () => {
		expect(bold.filter((words) => !words.endsWith(':') && !names.includes(words))).toEqual([]);
		const unnamed = nodes.filter(({ name }) => !bold.includes(name));
		expect(unnamed.filter(({ credentials }) => credentials !== undefined)).toEqual([]);
		expect(JSON.stringify(unnamed)).not.toContain('example.com');
	});

	test('holds names of credentials, but none that somebody has', () => {
		const chosen = nodes.flatMap(({ credentials = {} }) => Object.values(credentials));
		expect(chosen.length).toBeGreaterThan(0);
		expect(chosen.filter(({ id, name }) => id !== null || name === '')).toEqual([]);
	});

	test('is switched off, and runs in the order in which it is drawn', () => {
		expect(active).toBe(false);
		expect(settings).toMatchObject({ executionOrder: 'v1' });
	});

	test('has a note that asks for the settings that n8n does not import', () => {
		const asked = Object.keys(settings ?? {}).filter((name) => content.includes(inEditor(name)));
		// A new workflow has this one already.
		expect(['executionOrder', ...asked]).toEqual(
			expect.arrayContaining(Object.keys(settings ?? {})),
		);
	});

	test('connects nodes that it has', () => {
		const targets = JSON.stringify(connections).matchAll(/"node":"([^"]+)"/g);
		const ends = [...Object.keys(connections), ...[...targets].map(([, name = '']) => name)];
		expect(ends.filter((name) => !names.includes(name))).toEqual([]);
		expect(new Set(names).size).toBe(names.length);
	});

	test('shows its note and its nodes side by side', () => {
		const boxes = nodes.map(box);
		const covered = boxes.filter((one, index) => boxes.slice(index + 1).some(covers(one)));
		expect(covered).toEqual([]);
	});
});

/** What n8n's editor calls a setting. */
function inEditor(setting: string): string {
	const names: Readonly<Record<string, string>> = {
		saveDataSuccessExecution: 'Save successful production executions',
	};
	return names[setting] ?? setting;
}

function box({ position: [left, top], parameters }: INode): Box {
	const { width, height } = { ...node, ...parameters };
	return { left, top, right: left + width, bottom: top + height };
}

function covers(one: Box): (other: Box) => boolean {
	return (other) =>
		one.left < other.right &&
		other.left < one.right &&
		one.top < other.bottom &&
		other.top < one.bottom;
}
