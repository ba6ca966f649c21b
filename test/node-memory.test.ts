import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { measureKept } from './measure/kept';
import { itemsFor } from './measure/stage';
import { type Engine, startEngine } from './support/engine';

const ITEMS = 2000;
const BYTES = 16_384;
/** The figure is 1.2, at 10,000 items: test/measure/memory.ts. Here other tests' garbage may count. */
const MOST_TIMES = 1.5;

let engine: Engine;

beforeAll(async () => {
	engine = await startEngine();
});

afterAll(() => engine.stop());

test.each([
	['as text', false],
	['as Base64', true],
])('of its items the node keeps what it sends, once (%s)', async (_, isDataEncoded) => {
	setFlagsFromString('--expose-gc');
	const gc: unknown = runInNewContext('gc');
	const collect = (): void => {
		if (typeof gc === 'function') Reflect.apply(gc, undefined, []);
	};
	const agents = [{ agentId: '20001', callId: 'the call', guid: '', cookie: '' }];
	const items = itemsFor(agents, ITEMS, BYTES);

	const { kept, sent } = await measureKept(engine, items, { isDataEncoded }, collect);

	expect(sent).toBeGreaterThan(ITEMS * BYTES);
	expect(kept / sent).toBeGreaterThan(0.9);
	expect(kept / sent).toBeLessThan(MOST_TIMES);
});
