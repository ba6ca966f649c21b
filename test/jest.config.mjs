/** These packages ship as ES modules only, so jest has to transform them as well. */
const ES_MODULES = ['p-limit', 'yocto-queue', 'proxy-from-env'];

export default {
	rootDir: '..',
	roots: ['<rootDir>/test'],
	testEnvironment: 'node',
	testPathIgnorePatterns: ['/node_modules/', '/test/n8n/'],
	transform: {
		'\\.[tj]s$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	transformIgnorePatterns: ['<rootDir>/dist/', `/node_modules/(?!(${ES_MODULES.join('|')})/)`],
	testTimeout: 20_000,
};
