import { openWindow, type Window } from './browser/chromium';
import { signIn } from './browser/editor';
import { exampleFiles, readExample } from './examples';
import type { RunningN8n } from './start';
import { startWithPackage } from './startWithPackage';
import { versions } from './versions';
import { createWorkflow } from './workflows';

describe.each(versions)('in the editor of n8n $n8n', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let n8n: RunningN8n;
	let window: Window;

	beforeAll(async () => {
		n8n = await startWithPackage(version);
		stops.unshift(() => n8n.stop());
		window = await openWindow();
		stops.unshift(() => window.close());
		await signIn(window.page, n8n.url);
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	test.each(exampleFiles())('the note of %s fits its box', async (file) => {
		const id = await createWorkflow(n8n.owner, readExample(file));
		await window.page.goto(`${n8n.url}/workflow/${id}`);
		const note = window.page.getByTestId('sticky');
		await note.getByText('To try it:').waitFor();
		const [box, lastWords] = await Promise.all([
			note.boundingBox(),
			note.locator('p, li').last().boundingBox(),
		]);
		expect(bottomOf(lastWords)).toBeLessThan(bottomOf(box));
	});
});

/** Not a number, which no comparison takes, for what is not to be seen. */
function bottomOf(box: { readonly y: number; readonly height: number } | null): number {
	return box === null ? Number.NaN : box.y + box.height;
}
