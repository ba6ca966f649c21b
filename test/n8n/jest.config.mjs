import base from '../jest.config.mjs';

/** The real n8n: slow, so a run of its own, one file after the other. */
export default {
	...base,
	rootDir: '../..',
	roots: ['<rootDir>/test/n8n'],
	testPathIgnorePatterns: ['/node_modules/'],
	globalTeardown: '<rootDir>/test/n8n/machine/teardown.ts',
	maxWorkers: 1,
	verbose: true,
	testTimeout: 20 * 60_000,
};
