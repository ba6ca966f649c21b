import { type OtherServer, startHttps, startPlainHttp } from '../support/servers';
import { head } from './answers';
import { exchangeWith } from './delivery';
import { startRaw } from './rawGateway';

let elsewhere: OtherServer;

afterEach(() => elsewhere.stop());

const WAYS: readonly (readonly [way: string, header: (url: string) => string])[] = [
	['Location', (url) => `Location: ${url}/`],
	['two Locations', (url) => `Location: /\r\nLocation: ${url}/`],
	['Refresh', (url) => `Refresh: 0; url=${url}/`],
	['Alt-Svc', (url) => `Alt-Svc: h2="${url.replace(/.*\/\//, '')}"`],
];

describe.each(['https', 'http'])('to another server over %s', (scheme) => {
	test.each([301, 302, 303, 305, 307, 308])('HTTP %i is not followed', async (status) => {
		const starting = scheme === 'http' ? startPlainHttp() : startHttps((_, to) => to.end('{}'));
		elsewhere = await starting;
		const url = `${scheme}://127.0.0.1:${elsewhere.port}`;
		for (const [way, header] of WAYS) {
			const gateway = await startRaw(({ socket }) => {
				socket.write(head(`${status} Elsewhere`, header(url), 'Content-Length: 0'));
			});
			const { came, words } = await exchangeWith(gateway).finally(() => gateway.stop());
			expect([way, came]).toEqual([way, `HTTP ${status}`]);
			expect(words).not.toContain(String(elsewhere.port));
			expect(gateway.requests).toHaveLength(1);
		}
		expect(elsewhere.connections).toBe(0);
	});
});
