import { changedSources } from './plantedPackage';
import { PLANTS } from './plants';

test.each(Object.entries(PLANTS))('the sources have a place for %s', async (_, { edits }) => {
	expect((await changedSources(edits)).size).toBeGreaterThan(0);
});
