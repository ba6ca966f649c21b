import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
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
