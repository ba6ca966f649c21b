import { inspect } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Listens to what Node.js says when a program has lost track of something. */
export interface Watch {
	/** So far, one text per complaint. */
	readonly incidents: readonly string[];
	end(): void;
}

/** Begins to listen; until `end`, an uncaught exception is noted and does not end the process. */
export function watchProcess(): Watch {
	const incidents: string[] = [];
	const note = (what: unknown): void => {
		incidents.push(inspect(what, { depth: 1 }));
	};
	process.on('unhandledRejection', note).on('uncaughtException', note).on('warning', note);
	return {
		incidents,
		end: () => {
			process.off('unhandledRejection', note).off('uncaughtException', note).off('warning', note);
		},
	};
}

/** What is on the heap and in buffers and is still needed, in bytes. */
export function usedMemoryBytes(): number {
	setFlagsFromString('--expose-gc');
	const collect: unknown = runInNewContext('gc');
	if (typeof collect !== 'function') throw new Error('Node.js gives no access to its collector');
	Reflect.apply(collect, undefined, []);
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}
