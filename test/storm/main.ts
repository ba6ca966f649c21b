import { readOptions } from './options';

/** Plays what the command line asks for; gives the exit code. */
async function main(): Promise<number> {
	const options = readOptions(process.argv.slice(2));
	if (options.help !== undefined) {
		console.log(options.help);
		return 0;
	}
	// Only now, as n8n's engine makes a folder when it is loaded.
	const { playPlants, playRates } = await import('./play');
	const isWell =
		options.plants.length > 0 ? await playPlants(options.plants) : await playRates(options);
	return isWell ? 0 : 1;
}

main().then(
	(exitCode) => {
		process.exitCode = exitCode;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
