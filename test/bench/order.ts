/** Puts contenders in another order in each round, so that none always comes after the same one. */
export function orderOf<Contender>(contenders: readonly Contender[], round: number): Contender[] {
	const first = round % contenders.length;
	const order = [...contenders.slice(first), ...contenders.slice(0, first)];
	return round % 2 === 0 ? order : order.toReversed();
}
