import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { cacheFolder } from '../machine/cache';

/** Does something in a page; when it fails, the reason names a screenshot of that moment. */
export async function witnessed(
	page: Page,
	title: string,
	work: () => Promise<void>,
): Promise<void> {
	try {
		await work();
	} catch (reason) {
		const folder = path.join(cacheFolder, 'screenshots');
		await mkdir(folder, { recursive: true });
		const file = path.join(folder, `${title.replace(/[^\w.]+/g, '-')}.png`);
		const seen = await page.screenshot({ path: file }).then(
			() => file,
			() => 'no picture, as the page is gone',
		);
		const message = reason instanceof Error ? reason.message : String(reason);
		throw new Error(`${message}\n\nWhat the person saw: ${seen}`, { cause: reason });
	}
}
