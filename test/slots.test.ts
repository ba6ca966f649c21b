import { Slots } from '../nodes/CcGateway/slots';

const settled = () => new Promise(setImmediate);

test('so many go on at the same time; the next ones in the order in which they came', async () => {
	const slots = new Slots(2);
	const begun: number[] = [];
	for (const name of [1, 2, 3, 4]) void slots.take().then(() => begun.push(name));
	await settled();
	expect(begun).toEqual([1, 2]);
	slots.give();
	await settled();
	expect(begun).toEqual([1, 2, 3]);
	slots.give();
	await settled();
	expect(begun).toEqual([1, 2, 3, 4]);
});

test('who is urgent goes before all others that wait', async () => {
	const slots = new Slots(1);
	const begun: string[] = [];
	await slots.take();
	void slots.take().then(() => begun.push('came first'));
	void slots.take(true).then(() => begun.push('urgent'));
	slots.give();
	await settled();
	expect(begun).toEqual(['urgent']);
	slots.give();
	await settled();
	expect(begun).toEqual(['urgent', 'came first']);
});

test('a slot that is given back is free again', async () => {
	const slots = new Slots(1);
	await slots.take();
	slots.give();
	await slots.take();
	let isTaken = false;
	void slots.take().then(() => {
		isTaken = true;
	});
	await settled();
	expect(isTaken).toBe(false);
});
