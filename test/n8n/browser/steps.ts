import type { N8nVersion } from '../versions';
import { signIn } from './editor';
import { openStage, type Stage, type Stop } from './stage';
import { witnessed } from './witness';

/** Declares a step; its title is a fact, and it goes on where the step before it ended. */
export type Step = (title: string, work: (stage: Stage) => Promise<void>) => void;

/** Steps of one signed-in person at the editor of one n8n; after a failed step none is tried. */
export function stepsAt(version: N8nVersion): Step {
	const stops: Stop[] = [];
	let stage: Stage;
	let failed: string | undefined;

	beforeAll(async () => {
		stage = await openStage(version, (stop) => stops.unshift(stop));
		await signIn(stage.page, stage.url);
	});

	afterAll(async () => {
		for (const stop of stops) await stop();
	});

	return (title, work) => {
		test(title, async () => {
			if (failed !== undefined) throw new Error(`Not tried, because this failed: ${failed}`);
			failed = title;
			await witnessed(stage.page, `${version.name} ${title}`, () => work(stage));
			failed = undefined;
		});
	};
}
