import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';

const REPOSITORY = path.resolve(__dirname, '..');
const DIST = path.join(REPOSITORY, 'dist');

const bundles = readdirSync(DIST, { recursive: true, encoding: 'utf8' }).filter((file) =>
	file.endsWith('.js'),
);

test.each(bundles)('%s needs nothing but n8n-workflow and Node.js', (file) => {
	const source = readFileSync(path.join(DIST, file), 'utf8');
	const needed = [...source.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(
		([, name = '']) => name,
	);
	expect(needed.filter((name) => name !== 'n8n-workflow' && !isBuiltin(name))).toEqual([]);
});

const MAX_BUNDLE_BYTES = 250 * 1024;

test.each(bundles)('%s is at most 250 KB of code that can be read', (file) => {
	const source = readFileSync(path.join(DIST, file), 'utf8');
	expect(Buffer.byteLength(source)).toBeLessThanOrEqual(MAX_BUNDLE_BYTES);
	expect(source.split('\n').length).toBeGreaterThan(source.length / 100);
});

test.each(bundles)('%s makes no code out of text, and does not touch files', (file) => {
	const source = readFileSync(path.join(DIST, file), 'utf8');
	expect(source).not.toMatch(/(?<![\w$.])(?:new\s+Function\b|Function\s*\(|eval\s*\()/);
	expect(source).not.toMatch(/["'](?:node:)?(?:fs(?:\/promises)?|child_process|vm)["']/);
});

test.each(bundles)('%s has a source map that holds its sources, or none', (file) => {
	const source = readFileSync(path.join(DIST, file), 'utf8');
	const name = /\/\/# sourceMappingURL=(.+)\s*$/.exec(source)?.[1];
	expect(existsSync(path.join(DIST, `${file}.map`))).toBe(name !== undefined);
	if (name === undefined) return;
	const map: unknown = JSON.parse(readFileSync(path.join(DIST, path.dirname(file), name), 'utf8'));
	expect(map).toMatchObject({ sourcesContent: expect.any(Array) as unknown });
});

test('the tarball holds dist, README, LICENSE, CHANGELOG and nothing else', () => {
	const list = execFileSync('npm', ['pack', '--dry-run', '--json'], {
		cwd: REPOSITORY,
		encoding: 'utf8',
		stdio: ['ignore', 'pipe', 'ignore'],
	});
	const files = [...list.matchAll(/"path": "([^"]+)"/g)].map(([, file = '']) => file);
	expect(files.filter((file) => !file.startsWith('dist/')).sort()).toEqual([
		'CHANGELOG.md',
		'LICENSE.md',
		'README.md',
		'package.json',
	]);
	expect(files).toEqual(
		expect.arrayContaining([
			'dist/THIRD-PARTY-LICENSES.md',
			'dist/credentials/CcGatewayApi.credentials.js',
			'dist/nodes/CcGateway/CcGateway.node.js',
			'dist/nodes/CcGateway/CcGateway.node.json',
			'dist/nodes/CcGateway/ccGateway.dark.svg',
			'dist/nodes/CcGateway/ccGateway.svg',
		]),
	);
});

test('the licence of each bundled package travels along', () => {
	const notices = readFileSync(path.join(DIST, 'THIRD-PARTY-LICENSES.md'), 'utf8');
	for (const name of ['axios', 'p-limit', 'proxy-from-env', 'yocto-queue']) {
		expect(notices).toMatch(new RegExp(`^## ${name} \\d`, 'm'));
	}
});
