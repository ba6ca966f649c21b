import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';
import { keepPicture } from './pictures';

/** The dialog of a credential. */
export class CredentialDialog {
	private readonly dialog: Locator;

	constructor(page: Page) {
		this.dialog = page.getByTestId('editCredential-modal');
	}

	/** Fills fields in and saves, which tests the credential. */
	async save(values: Readonly<Record<string, string>>): Promise<void> {
		for (const [name, value] of Object.entries(values)) {
			await this.field(name).fill(value);
			// n8n 2 takes a number over when its field is left; only then does Save work.
			await this.field(name).blur();
		}
		await this.dialog.getByTestId('credential-save-button').click();
	}

	/** Waits until it says all of this, with the details of a failed test. */
	async says(...texts: readonly string[]): Promise<void> {
		await eventually(async () => {
			const words = await this.words();
			for (const text of texts) expect(words).toContain(text);
		});
	}

	/** Waits for a good test and for the dialog to be gone; n8n 2 may close it by itself. */
	async close(): Promise<void> {
		const success = this.dialog.getByTestId('credentials-config-container-test-success');
		const button = this.dialog.getByRole('button', { name: 'Close this dialog' });
		await eventually(async () => {
			if (await success.isVisible()) await button.click({ timeout: 1000 });
			expect(await this.dialog.isVisible()).toBe(false);
		});
	}

	/** Keeps its upper part as docs/pictures/NAME.png. */
	async keepPicture(name: string): Promise<void> {
		await keepPicture(this.dialog.page(), name, [this.dialog], this.field('guid'));
	}

	private async words(): Promise<string> {
		const more = this.dialog.getByText('More details');
		if (await more.isVisible()) await more.click({ timeout: 1000 });
		return this.dialog.getByTestId('node-credentials-config-container').innerText();
	}

	private field(name: string): Locator {
		return this.dialog.getByTestId(`parameter-input-${name}`).locator('input, textarea').first();
	}
}
