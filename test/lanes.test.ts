import { Lanes, type Place } from '../nodes/CcGateway/lanes';

/** Notes a name when the place's turn has come. */
function note(place: Place, name: string, turns: string[]): Place {
	void place.turn.then(() => turns.push(name));
	return place;
}

const settled = () => new Promise(setImmediate);

test('places of one lane get their turns in the order in which they joined', async () => {
	const lanes = new Lanes();
	const turns: string[] = [];
	const places = ['a', 'b', 'c'].map((name) => note(lanes.join(['x']), name, turns));
	for (const [index, place] of places.entries()) {
		await settled();
		expect(turns).toEqual(['a', 'b', 'c'].slice(0, index + 1));
		place.leave();
	}
	expect(lanes.size).toBe(0);
});

test('places of different lanes, and places in none, do not wait', async () => {
	const lanes = new Lanes();
	const turns: string[] = [];
	note(lanes.join(['x']), 'x', turns);
	note(lanes.join(['y']), 'y', turns);
	note(lanes.join([]), 'none', turns);
	await settled();
	expect(turns).toEqual(['x', 'y', 'none']);
});

test('a place in two lanes waits for both, and those behind it for it', async () => {
	const lanes = new Lanes();
	const turns: string[] = [];
	const agent = note(lanes.join(['agent']), 'agent', turns);
	const call = note(lanes.join(['call']), 'call', turns);
	const both = note(lanes.join(['agent', 'call']), 'both', turns);
	const after = note(lanes.join(['call']), 'after', turns);
	expect([agent, call, both, after].map(({ isFirst }) => isFirst)).toEqual([
		true,
		true,
		false,
		false,
	]);
	agent.leave();
	await settled();
	expect(turns).toEqual(['agent', 'call']);
	call.leave();
	await settled();
	expect(turns).toEqual(['agent', 'call', 'both']);
	both.leave();
	await settled();
	expect(turns).toEqual(['agent', 'call', 'both', 'after']);
	after.leave();
	expect(lanes.size).toBe(0);
});

test('a place that leaves before its turn does not let the next ones pass those before it', async () => {
	const lanes = new Lanes();
	const turns: string[] = [];
	const first = note(lanes.join(['x']), 'first', turns);
	const gone = note(lanes.join(['x']), 'gone', turns);
	const last = note(lanes.join(['x']), 'last', turns);
	gone.leave();
	await settled();
	expect(turns).toEqual(['first']);
	first.leave();
	await settled();
	expect(turns).toEqual(['first', 'last']);
	last.leave();
	expect(lanes.size).toBe(0);
});

test('so may 100,000 in a row', async () => {
	const lanes = new Lanes();
	const first = lanes.join(['x']);
	for (let left = 0; left < 100_000; left++) lanes.join(['x']).leave();
	const last = lanes.join(['x']);
	first.leave();
	await last.turn;
	last.leave();
	expect(lanes.size).toBe(0);
});
