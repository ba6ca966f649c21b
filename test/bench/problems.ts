/** What went wrong on the way: such runs have no figures, and the bench ends with an exit code. */
export class Problems {
	readonly texts: string[] = [];

	/** Does something; should that fail, notes it and gives undefined. */
	async note<Result>(what: string, work: () => Promise<Result>): Promise<Result | undefined> {
		try {
			return await work();
		} catch (error) {
			const text = `${what}: ${error instanceof Error ? error.message : String(error)}`;
			process.stderr.write(`  ${text}\n`);
			this.texts.push(text);
			return undefined;
		}
	}
}
