import { COLOURS } from '../support/plot';
import type { Series } from './series';

/** What one line of the plot shows. */
export interface Curve {
	readonly key: Series['key'];
	readonly name: string;
	readonly colour: string;
}

/** The parts of the plot, one below the other. */
export const PANELS: readonly { readonly title: string; readonly curves: readonly Curve[] }[] = [
	{
		title: 'Memory, MB',
		curves: [
			{ key: 'residentMb', name: 'resident set', colour: COLOURS.orange },
			{ key: 'heapMb', name: 'heap after\ngarbage collection', colour: COLOURS.blue },
		],
	},
	{
		title: 'Handles and file descriptors',
		curves: [
			{ key: 'handles', name: 'handles', colour: COLOURS.blue },
			{ key: 'descriptors', name: 'file descriptors', colour: COLOURS.orange },
		],
	},
	{
		title: 'Open sockets to the gateway',
		curves: [{ key: 'sockets', name: 'sockets', colour: COLOURS.blue }],
	},
];
