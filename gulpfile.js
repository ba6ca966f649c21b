'use strict';

const { execFile } = require('node:child_process');
const fs = require('node:fs/promises');
const path = require('node:path');
const { promisify } = require('node:util');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n, peerDependencies } = require('./package.json');

const run = promisify(execFile);

/** The source file of each bundle, read from what package.json announces to n8n. */
const entryPoints = [...n8n.credentials, ...n8n.nodes].map((file) =>
	file.replace(/^dist\//, '').replace(/\.js$/, '.ts'),
);

async function clean() {
	await fs.rm('dist', { recursive: true, force: true });
}

/** TypeScript, strict, over sources and tests; prints the compiler's own report. */
async function typecheck() {
	await run(process.execPath, [require.resolve('typescript/bin/tsc')]).catch(({ stdout }) => {
		throw new Error(`TypeScript refuses the sources:\n${stdout}`);
	});
}

/** One bundle per credential and node: what they need is inside, n8n-workflow comes from n8n. */
async function bundle() {
	const { metafile } = await esbuild.build({
		entryPoints,
		outdir: 'dist',
		outbase: '.',
		bundle: true,
		platform: 'node',
		format: 'cjs',
		target: 'node20.19',
		external: Object.keys(peerDependencies),
		// The node brings its own adapter for axios, so axios's for Node.js and what it needs stay out.
		alias: { axios: 'axios/dist/browser/axios.cjs' },
		// Dead code goes, and names and lines stay, for whoever reads it or a stack trace.
		minifySyntax: true,
		legalComments: 'none',
		metafile: true,
		logLevel: 'warning',
	});
	await writeNotices(Object.keys(metafile.inputs));
}

/** The licences ask for their text to travel with the code: one file for all that is bundled. */
async function writeNotices(inputs) {
	const folders = new Set(
		inputs.flatMap((input) => input.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0] ?? []),
	);
	const notices = await Promise.all([...folders].sort().map(readNotice));
	await fs.writeFile('dist/THIRD-PARTY-LICENSES.md', notices.join('\n'));
}

async function readNotice(folder) {
	const { name, version, license } = require(path.resolve(folder, 'package.json'));
	const files = await fs.readdir(folder);
	const file = files.find((entry) => /^licen[cs]e/i.test(entry));
	const text = await fs.readFile(path.join(folder, file ?? 'README.md'), 'utf8');
	// Some packages keep the text at the end of their README.
	const notice = file === undefined ? text.match(/^#* *License\b[^]*permission[^]*$/im)?.[0] : text;
	if (notice === undefined) throw new Error(`${name} is bundled but ships no licence text`);
	return `## ${name} ${version} (${license})\n\n${notice.trim()}\n`;
}

/** Codex and icons, beside the code that n8n finds them by. */
function assets() {
	return src(['nodes/**/*.{json,svg}', 'credentials/**/*.svg'], {
		base: '.',
		encoding: false,
		allowEmpty: true,
	}).pipe(dest('dist'));
}

exports.typecheck = typecheck;
exports.build = series(clean, typecheck, parallel(bundle, assets));
