// Measures how much memory the node needs for 10,000 items of 16 KB, as text and as Base64: what it
// keeps when it has read them all, and what that is of the bytes that it sends.
// Run it with: npx gulp build && node --expose-gc --import tsx test/measure/memory.ts
import { startEngine } from '../support/engine';
import { measureKept } from './kept';
import { itemsFor, silenceLog } from './stage';

const ITEMS = 10_000;
const BYTES = 16_384;
const MB = 1e6;

async function main(): Promise<void> {
	const { gc } = globalThis;
	if (gc === undefined) throw new Error('Run it with node --expose-gc');
	const collect = (): void => {
		gc();
	};
	const engine = await startEngine();
	silenceLog();
	const agents = Array.from({ length: 100 }, (_, index) => {
		const agentId = String(101 + index);
		return { agentId, callId: `call of ${agentId}`, guid: '', cookie: '' };
	});
	const items = itemsFor(agents, ITEMS, BYTES);
	for (const isDataEncoded of [false, true]) {
		const { kept, sent } = await measureKept(engine, items, { isDataEncoded }, collect);
		console.log(
			`${ITEMS} items of 16 KB ${isDataEncoded ? 'as Base64' : 'as text'}: ${Math.round(kept / MB)} MB kept, ${Math.round(sent / MB)} MB sent, ${(kept / sent).toFixed(2)} times`,
		);
	}
	await engine.stop();
}

void main();
