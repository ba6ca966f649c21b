import { exampleFiles, readExample } from './examples';
import { testAiAgent } from './examplesAiAgent';
import { testBulkReport } from './examplesBulkReport';
import { testCrmWebhook } from './examplesCrmWebhook';
import { testGatewayEvents } from './examplesGatewayEvents';
import { testReadModifyWrite } from './examplesReadModifyWrite';
import { openStage, type Stage } from './examplesStage';
import { at } from './json';
import { versions } from './versions';

describe.each(versions)('the examples in n8n $n8n:', (version) => {
	const stops: (() => Promise<void>)[] = [];
	let stage: Stage;

	beforeAll(async () => {
		stage = await openStage(version, (stop) => stops.unshift(stop));
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	test.each(exampleFiles())('%s uses nodes that this n8n has', async (file) => {
		const types = await stage.n8n.owner.file('/types/nodes.json');
		const known = (Array.isArray(types) ? types : []).flatMap((type: unknown) =>
			[at(type, 'version')].flat().map((one) => `${String(at(type, 'name'))} ${String(one)}`),
		);
		const used = readExample(file).nodes.map((node) => `${node.type} ${node.typeVersion}`);
		expect(used.filter((one) => !known.includes(one))).toEqual([]);
	});

	testCrmWebhook(() => stage);
	testGatewayEvents(() => stage);
	testReadModifyWrite(() => stage);
	testAiAgent(() => stage);
	testBulkReport(() => stage);
});
