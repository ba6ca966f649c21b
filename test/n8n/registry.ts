import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { freePort } from './machine/ports';
import type { Tarball } from './package';

/** A registry on loopback that knows the packages given to it and no others. */
export interface Registry {
	readonly url: string;
	/** Adds a version; the one published last is what `latest` means. */
	publish(tarball: Tarball): Promise<void>;
	/** The paths that were asked for, in order. */
	readonly requests: readonly string[];
	stop(): Promise<void>;
}

interface Published {
	readonly tarball: Tarball;
	readonly bytes: Buffer;
}

/** Starts a registry with these packages. */
export async function startRegistry(...tarballs: readonly Tarball[]): Promise<Registry> {
	const published: Published[] = [];
	const requests: string[] = [];
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const server = createServer((request, response) => {
		const path = decodeURIComponent(request.url ?? '');
		requests.push(path);
		const [, name = '', version] = path.split('/');
		const versions = published.filter(({ tarball }) => tarball.name === name);
		const one = versions.find(({ tarball }) => tarball.version === version);
		const file = published.find((candidate) => path === tarballPath(candidate));
		if (file !== undefined) response.end(file.bytes);
		else if (one !== undefined) answer(response, 200, describe(url, one));
		else if (version === undefined && versions.length > 0) {
			answer(response, 200, describeAll(url, name, versions));
		} else answer(response, 404, { error: 'Not found' });
	});
	const publish = async (tarball: Tarball): Promise<void> => {
		published.push({ tarball, bytes: await readFile(tarball.file) });
	};
	for (const tarball of tarballs) await publish(tarball);
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	const stop = async (): Promise<void> => {
		server.close();
		server.closeAllConnections();
		await once(server, 'close');
	};
	return { url, publish, requests, stop };
}

function answer(response: ServerResponse, status: number, body: unknown): void {
	// npm would keep a list of versions that grows during the test.
	response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
	response.end(JSON.stringify(body));
}

function describeAll(url: string, name: string, versions: readonly Published[]): unknown {
	return {
		name,
		'dist-tags': { latest: versions.at(-1)?.tarball.version },
		versions: Object.fromEntries(
			versions.map((entry) => [entry.tarball.version, describe(url, entry)]),
		),
	};
}

function describe(url: string, { tarball, bytes }: Published): unknown {
	const hash = (algorithm: string, encoding: 'hex' | 'base64'): string =>
		createHash(algorithm).update(bytes).digest(encoding);
	return {
		...tarball.manifest,
		dist: {
			tarball: `${url}${tarballPath({ tarball })}`,
			shasum: hash('sha1', 'hex'),
			integrity: `sha512-${hash('sha512', 'base64')}`,
		},
	};
}

function tarballPath({ tarball }: Pick<Published, 'tarball'>): string {
	return `/${tarball.name}/-/${tarball.name}-${tarball.version}.tgz`;
}
