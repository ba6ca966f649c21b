import type { Locator, Page } from 'playwright-core';

/** What of a browser's image element counts here. */
interface ImageElement {
	readonly naturalWidth: number;
	decode(): Promise<void>;
}

/** The panel in which a person looks for a node to add. */
export class NodesPanel {
	private readonly panel: Locator;

	constructor(private readonly page: Page) {
		this.panel = page.getByTestId('node-creator');
	}

	/** Opens it on the canvas. */
	async open(): Promise<void> {
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.panel.waitFor();
	}

	/** Types into the search field. */
	async search(words: string): Promise<void> {
		await this.panel.getByTestId('node-creator-search-bar').fill(words);
	}

	/** The result with exactly this name. */
	result(name: string): Locator {
		const exactly = this.page.getByText(name, { exact: true });
		const title = this.page.getByTestId('node-creator-item-name').and(exactly);
		return this.panel.getByTestId('item-iterator-item').filter({ has: title });
	}

	/** Where the icon of a result comes from, and how wide it is: it has loaded. */
	async icon(name: string): Promise<{ source: string | null; width: number }> {
		const image = this.result(name).locator('img').first();
		await image.waitFor();
		return {
			source: await image.getAttribute('src'),
			width: await image.evaluate(loadedWidth),
		};
	}

	/** Adds a node by one of its actions; the panel of the new node opens. */
	async add(name: string, action: string): Promise<void> {
		await this.result(name).click();
		await this.panel.getByText(action, { exact: true }).click();
	}
}

/** Runs in the browser. */
async function loadedWidth(image: ImageElement): Promise<number> {
	await image.decode();
	return image.naturalWidth;
}
