import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { eventually } from './eventually';

/** Whether this run renews the pictures of the README: UPDATE_PICTURES=1. */
export const updatesPictures = process.env.UPDATE_PICTURES === '1';

const folder = path.join(__dirname, '../../../docs/pictures');

const marginPx = 24;

/** Keeps the part of the page that holds `parts` as docs/pictures/NAME.png, down to `end`. */
export async function keepPicture(
	page: Page,
	name: string,
	parts: readonly Locator[],
	end: Locator,
): Promise<void> {
	if (!updatesPictures) return;
	await dismissNotices(page);
	// A pointer that rests on something would show its hover effects.
	await page.mouse.move(0, 0);
	const boxes = await Promise.all(parts.map(box));
	const x = Math.min(...boxes.map((part) => part.x));
	const y = Math.min(...boxes.map((part) => part.y));
	const width = Math.max(...boxes.map((part) => part.x + part.width)) - x;
	const last = await box(end);
	const height = last.y + last.height + marginPx - y;
	const clip = { x, y, width, height };
	await page.screenshot({ path: path.join(folder, `${name}.png`), clip, animations: 'disabled' });
}

async function dismissNotices(page: Page): Promise<void> {
	const buttons = page.locator('.el-notification__closeBtn');
	await eventually(async () => {
		if ((await buttons.count()) > 0) await buttons.first().click({ timeout: 1000 });
		expect(await buttons.count()).toBe(0);
	});
}

async function box(
	part: Locator,
): Promise<{ x: number; y: number; width: number; height: number }> {
	const found = await part.boundingBox();
	if (found === null) throw new Error(`Not to be seen: ${part.toString()}`);
	return found;
}
