import type { Locator, Page } from 'playwright-core';
import { keepPicture } from './pictures';

/** The panel of one node: parameters in the middle, output at the right. */
export class NodePanel {
	private readonly panel: Locator;
	private readonly parameters: Locator;
	private readonly output: Locator;
	private readonly executeButton: Locator;

	constructor(page: Page) {
		this.panel = page.getByTestId('ndv');
		this.parameters = this.panel.getByTestId('node-parameters');
		this.executeButton = this.panel.getByTestId('node-execute-button');
		this.output = this.panel.getByTestId('output-panel');
	}

	/** The names of the fields, in their order. */
	async labels(): Promise<string[]> {
		await this.field('agentId').waitFor();
		const labels = await this.parameters
			.getByTestId('input-label')
			.locator('label[for]')
			.filter({ visible: true })
			.all();
		const names = await Promise.all(labels.map((label) => label.innerText()));
		return names.map((name) => name.split('\n')[0] ?? '');
	}

	/** The field of a parameter. */
	field(parameter: string): Locator {
		return this.parameters
			.getByTestId(`parameter-input-${parameter}`)
			.locator('input, textarea')
			.first();
	}

	/** Opens the dialog of a new credential. */
	async createCredential(): Promise<void> {
		// n8n 2 has a button as long as there is no credential; 1.x always has the list.
		const button = this.parameters.getByTestId('node-credentials-empty-state').getByRole('button');
		const list = this.parameters.getByTestId('node-credentials-select');
		await button.or(list).click();
		if (await button.isVisible()) return;
		await this.panel.page().getByTestId('node-credentials-select-item-new').click();
	}

	/** Opens the dialog of the credential that the node has. */
	async editCredential(): Promise<void> {
		await this.parameters.getByTestId('credential-edit-button').click();
	}

	/** Presses Execute step and waits for its success. */
	async execute(): Promise<void> {
		await this.executeButton.click();
		await this.output.getByTestId('node-run-status-success').waitFor();
		await this.output.getByTestId('radio-button-json').click();
	}

	/** What the output shows as JSON. */
	async json(): Promise<unknown> {
		const text = await this.output.getByTestId('ndv-data-container').innerText();
		// The editor indents with spaces that JSON does not know.
		return JSON.parse(text.replaceAll('\u00a0', ' '));
	}

	/** Presses Execute step and waits for its failure; answers with what a person reads of it. */
	async fail(): Promise<{ message: string; description: string }> {
		await this.executeButton.click();
		const message = this.output.getByTestId('node-error-message');
		const description = this.output.getByTestId('node-error-description');
		// Only when n8n has told it in its notice as well and offers the next execution is it done.
		await this.panel.page().locator('.el-notification').first().waitFor();
		await this.executeButton.getByText('Execute step').waitFor();
		return { message: await message.innerText(), description: await description.innerText() };
	}

	/** Keeps parameters and output as docs/pictures/NAME.png. */
	async keepPicture(name: string): Promise<void> {
		const parts = [this.executeButton, this.parameters, this.output];
		const end = this.parameters.getByTestId('collection-parameter-add');
		await keepPicture(this.parameters.page(), name, parts, end);
	}
}
