import { chromium, selectors, type Page } from 'playwright-core';
import { ensurePrograms } from '../machine/debian';

const program = '/usr/bin/chromium';
const args = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

// Wide enough for n8n's three columns, high enough for all fields of the node.
const viewport = { width: 1440, height: 960 };
const actionTimeoutMs = 30_000;
// n8n builds its node list at the first visit, on a machine that is busy with other things.
const visitTimeoutMs = 90_000;

/** A browser window with nobody signed in. */
export interface Window {
	readonly page: Page;
	close(): Promise<void>;
}

/** Opens Debian's Chromium, after installing it where it is missing. */
export async function openWindow(): Promise<Window> {
	await ensurePrograms(program);
	selectors.setTestIdAttribute('data-test-id');
	const browser = await chromium.launch({ executablePath: program, args });
	const context = await browser.newContext({ viewport, locale: 'en-US' });
	context.setDefaultTimeout(actionTimeoutMs);
	context.setDefaultNavigationTimeout(visitTimeoutMs);
	return { page: await context.newPage(), close: () => browser.close() };
}
