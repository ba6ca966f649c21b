import type { Page } from 'playwright-core';
import { owner } from '../client';

/** Signs the owner in at the editor's own form. */
export async function signIn(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[name=emailOrLdapLoginId]').fill(owner.email);
	await page.locator('input[name=password]').fill(owner.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL('**/home/workflows');
}

/** Installs a package under Settings > Community nodes; answers with what its card says. */
export async function installFromSettings(
	page: Page,
	url: string,
	packageName: string,
): Promise<string> {
	await page.goto(`${url}/settings/community-nodes`);
	await page.getByRole('button', { name: 'Install a community node' }).click();
	const dialog = page.getByTestId('communityPackageInstall-modal');
	await dialog.getByTestId('package-name-input').fill(packageName);
	await dialog.getByTestId('user-agreement-checkbox').click();
	await dialog.getByTestId('install-community-package-button').click();
	await dialog.waitFor({ state: 'hidden' });
	return page.getByTestId('community-package-card').innerText();
}

/** Opens a new workflow and names it. */
export async function newWorkflow(page: Page, url: string, name: string): Promise<void> {
	await page.goto(`${url}/workflow/new`);
	const title = page.getByTestId('workflow-name-input');
	await title.getByTestId('inline-edit-preview').click();
	await title.getByTestId('inline-edit-input').fill(name);
	await page.keyboard.press('Enter');
}
