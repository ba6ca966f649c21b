import pLimit from 'p-limit';

/**
 * Runs work in lanes: one piece after the other within a lane, some lanes side by side.
 * @param lanesAtOnce how many lanes run side by side
 * @param work is done for each piece; false ends all lanes, as does a throw: nothing more is begun
 * @throws what `work` threw first, once all that was under way has ended
 */
export async function runLanes<Piece>(
	lanes: Iterable<readonly Piece[]>,
	lanesAtOnce: number,
	work: (piece: Piece) => Promise<boolean>,
): Promise<void> {
	let goesOn = true;
	const errors: unknown[] = [];
	await pLimit(lanesAtOnce).map(lanes, async (lane) => {
		for (const piece of lane) {
			if (!goesOn) return;
			try {
				goesOn = (await work(piece)) && goesOn;
			} catch (error) {
				errors.push(error);
				goesOn = false;
			}
		}
	});
	if (errors.length > 0) throw errors[0];
}
