import { unusedPackages } from './unusedPackages';

/** A release of n8n under test, and what it takes to install and run it here. */
export interface N8nVersion {
	/** How the test speaks of it, and the name of its folder in the cache. */
	readonly name: string;
	readonly n8n: string;
	/** The Node.js that it runs on, taken from npm whatever Node.js runs this test. */
	readonly node: string;
	readonly npmFlags: readonly string[];
	readonly overrides: Readonly<Record<string, string>>;
	readonly env: Readonly<Record<string, string>>;
	/** How a workflow is switched on: a version of it is published, or it has a flag. */
	readonly activation: 'publish' | 'flag';
}

const emptyPackage = 'npm:empty-npm-package@1.0.0';
const slim = Object.fromEntries(unusedPackages.map((name) => [name, emptyPackage]));

/** The newest n8n that can be installed. */
export const newest: N8nVersion = {
	name: 'newest',
	n8n: '2.41.1',
	node: '24.21.0',
	// Peers of the packages that are left out would come back in.
	npmFlags: ['--legacy-peer-deps'],
	overrides: { ...slim, linkedom: '0.18.12' },
	env: {},
	activation: 'publish',
};

/** The newest n8n of the first major version. */
export const newest1x: N8nVersion = {
	name: '1.x',
	n8n: '1.123.81',
	node: '20.20.2',
	npmFlags: [],
	// n8n names a tarball outside the registry for xlsx.
	overrides: { ...slim, linkedom: '0.18.12', xlsx: '0.18.5' },
	// The other engine needs isolated-vm, which ships no binary for Node.js 20.
	env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	activation: 'flag',
};

/** Every version that the test covers. */
export const versions: readonly N8nVersion[] = [newest, newest1x];
