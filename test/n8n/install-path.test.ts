import {
	installByHand,
	installedPackages,
	installPackage,
	knowsType,
	uninstallPackage,
	updatePackage,
} from './community';
import { npmForRegistry } from './npmWrapper';
import { packPackage, withVersion, type Tarball } from './package';
import { startRegistry, type Registry } from './registry';
import { startN8n, type RunningN8n } from './start';
import { versions, type N8nVersion } from './versions';

const node = 'n8n-nodes-cc-gateway.ccGateway';
const higher = '99.0.0';

/** What a user sees of the package: the card in Settings, and whether node and credential exist. */
async function seen(n8n: RunningN8n): Promise<unknown> {
	return {
		packages: (await installedPackages(n8n.owner)).map(({ version, nodes }) => [version, nodes]),
		node: await knowsType(n8n.owner, 'nodes', node),
		tool: await knowsType(n8n.owner, 'nodes', `${node}Tool`),
		credential: await knowsType(n8n.owner, 'credentials', 'ccGatewayApi'),
	};
}

const everything = { node: true, tool: true, credential: true };
const nothing = { packages: [], node: false, tool: false, credential: false };

describe.each(versions.map((version) => [version.n8n, version] as const))(
	'n8n %s',
	(_, version) => {
		let tarball: Tarball;
		let registry: Registry;
		let programs: string;
		let n8n: RunningN8n;

		beforeAll(async () => {
			tarball = await packPackage();
			registry = await startRegistry(tarball);
			programs = await npmForRegistry(registry.url);
			n8n = await startN8n({ version, programs });
		});

		afterAll(async () => {
			await n8n.stop();
			await registry.stop();
		});

		test('installs the package from a registry', async () => {
			await installPackage(n8n.owner, tarball.name, tarball.version);
			expect(await seen(n8n)).toEqual({ packages: [[tarball.version, [node]]], ...everything });
		});

		test('has the node after a restart', async () => {
			n8n = await restart(n8n, version, programs);
			expect(await seen(n8n)).toEqual({ packages: [[tarball.version, [node]]], ...everything });
		});

		test('offers a higher version and updates to it', async () => {
			await registry.publish(await withVersion(tarball, higher));
			expect(await installedPackages(n8n.owner)).toMatchObject([{ updateAvailable: higher }]);
			await updatePackage(n8n.owner, tarball.name, higher);
			expect(await seen(n8n)).toEqual({ packages: [[higher, [node]]], ...everything });
		});

		test('uninstalls without a trace', async () => {
			await uninstallPackage(n8n.owner, tarball.name);
			expect(await seen(n8n)).toEqual(nothing);
			n8n = await restart(n8n, version, programs);
			expect(await seen(n8n)).toEqual(nothing);
		});

		test('loads the package installed by hand', async () => {
			await n8n.stop();
			await installByHand(n8n.home, tarball);
			n8n = await restart(n8n, version, programs);
			expect(await seen(n8n)).toEqual({ packages: [], ...everything });
		});
	},
);

async function restart(
	n8n: RunningN8n,
	version: N8nVersion,
	programs: string,
): Promise<RunningN8n> {
	await n8n.stop();
	return startN8n({ version, programs, userFolder: n8n.home.userFolder });
}
