import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import path from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

const ADVISORY = {
	id: 1,
	url: 'https://example.com/advisory',
	title: 'Made up',
	severity: 'high',
	vulnerable_versions: '*',
};

/** What a registry knows of a package; npm asks for it when there is an advisory. */
const AXIOS = {
	name: 'axios',
	'dist-tags': { latest: '1.21.1' },
	versions: { '1.21.1': { name: 'axios', version: '1.21.1' } },
};

/** Runs the audit against a registry that gives one answer; it gets to know what was asked. */
async function auditWith(status: number, answer: unknown) {
	let asked: unknown;
	const registry = createServer((request, response) => {
		if (request.method === 'GET') {
			response.end(JSON.stringify(AXIOS));
			return;
		}
		void buffer(request).then((body) => {
			asked = JSON.parse(gunzipSync(body).toString());
			response.writeHead(status).end(JSON.stringify(answer));
		});
	}).listen(0, '127.0.0.1');
	await once(registry, 'listening');
	const address = registry.address();
	const port = typeof address === 'object' && address !== null ? address.port : 0;
	const child = spawn(process.execPath, ['--import', 'tsx', path.join(__dirname, 'main.ts')], {
		env: { ...process.env, npm_config_registry: `http://127.0.0.1:${port}/` },
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
	registry.close();
	return { asked, output, exitCode: child.exitCode };
}

test('nothing known: all bundled packages were asked about, and no others', async () => {
	const { asked, output, exitCode } = await auditWith(200, {});
	expect(asked).toMatchObject({ axios: ['1.21.1'], 'p-limit': [expect.any(String)] });
	expect(asked).not.toHaveProperty('n8n-core');
	expect(output).toMatch(/^npm audit: 0 of \d+ bundled packages have a known vulnerability$/m);
	expect(exitCode).toBe(0);
});

test('a known vulnerability fails, and is named', async () => {
	const { output, exitCode } = await auditWith(200, { axios: [ADVISORY] });
	expect(output).toContain('bundled packages have a known vulnerability\n- axios 1.21.1: high');
	expect(exitCode).toBe(1);
});

test('a registry without an audit service is a skip that says so', async () => {
	const { output, exitCode } = await auditWith(405, {});
	expect(output).toMatch(/^npm audit SKIPPED, the registry has no answer: 405/);
	expect(exitCode).toBe(0);
});
