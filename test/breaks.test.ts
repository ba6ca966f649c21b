import { giveWay } from '../nodes/CcGateway/wire/breaks';

/** Works without a pause of its own, in pieces of a millisecond. */
async function work(pieces: number, onPiece: () => void): Promise<void> {
	for (let piece = 0; piece < pieces; piece++) {
		await giveWay();
		const endMs = performance.now() + 1;
		while (performance.now() < endMs);
		onPiece();
	}
}

test('several pieces of work side by side give way together, not one after the other', async () => {
	let turns = 0;
	let sinceMs = performance.now();
	const stretches: number[] = [];
	let isDone = false;
	const turn = (): void => {
		turns += 1;
		stretches.push(performance.now() - sinceMs);
		sinceMs = performance.now();
		if (!isDone) setImmediate(turn);
	};
	setImmediate(turn);
	let pieces = 0;
	await Promise.all(Array.from({ length: 5 }, () => work(60, () => pieces++)));
	isDone = true;

	expect(pieces).toBe(300);
	// 300 ms of work in stretches of 20 ms; with a pause each they would be stretches of 100 ms.
	expect(turns).toBeGreaterThanOrEqual(10);
});

test('short work is not interrupted', async () => {
	await new Promise(setImmediate);
	await work(30, () => undefined);
	let turns = 0;
	setImmediate(() => {
		turns += 1;
	});
	await giveWay();
	await giveWay();
	expect(turns).toBeLessThanOrEqual(1);
});
