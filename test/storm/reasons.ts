import type { Fault } from '../simulator';

/** A reason that the node gives for a failed item, recognised by its words. */
export interface Reason {
	/** In a few words, such as "HTTP status 503". */
	readonly label: string;
	/** The faults that it is the true reason of. */
	readonly faults: readonly Fault['kind'][];
}

/** The words of the node, read here as a person reads them: the node's own tables have no say. */
const KNOWN: readonly (Reason & { readonly pattern: RegExp })[] = [
	{
		pattern: /^https:\S+ did not answer within .*$/,
		label: 'no answer in time',
		faults: ['delay', 'slow'],
	},
	{
		pattern: /^https:\S+ (could not be connected to|had no free connection) within .*$/,
		label: 'no connection in time',
		faults: [],
	},
	{
		pattern: /^Not sent: other executions were writing .*$/,
		label: 'other executions were writing',
		faults: [],
	},
	{
		pattern: /^(The connection to )?https:\S+ .*was closed too early$/,
		label: 'connection closed',
		faults: ['resetBefore', 'resetAfter', 'truncated'],
	},
	{
		pattern: /^https:\S+ cannot be reached: nothing listens there.*$/,
		label: 'connection refused',
		faults: [],
	},
	{
		pattern: /^HTTP status (\d+) came back .*$/,
		label: 'HTTP status $1',
		faults: ['status', 'html', 'redirect', 'echo'],
	},
	{
		pattern: /^.* \(retcode (\S+)\)$/,
		label: 'retcode $1',
		faults: ['retcode', 'echo'],
	},
	{
		pattern: /^CC-Gateway answered with a retcode of .*$/,
		label: 'a retcode of an unknown form',
		faults: ['retcode'],
	},
	{
		pattern: /^(.*) came back instead of an answer of CC-Gateway$/,
		label: '$1',
		faults: ['html', 'missingRetcode', 'notJson', 'emptyBody', 'huge', 'truncated'],
	},
];

/** Recognises a message of the node; undefined for one that gives no reason that is known here. */
export function reasonOf(message: string): Reason | undefined {
	const known = KNOWN.find(({ pattern }) => pattern.test(message));
	return known && { label: message.replace(known.pattern, known.label), faults: known.faults };
}

/**
 * Whether a reason passes by itself, so that the node has to use up its tries first. Each 504 in a storm
 * asks for a longer wait than the node takes upon itself.
 */
export function isPassing({ label }: Reason): boolean {
	return /^(no \w+ in time|connection \w+|HTTP status 50[23]|retcode 000-004)$/.test(label);
}

/** Whether a gateway that is down is a true reason, too. */
export function isFromRestart({ label }: Reason): boolean {
	return label.startsWith('connection ') || label === 'no connection in time';
}

/** Whether the reason is that something took too long. */
export function isTimeout({ label }: Reason): boolean {
	return /^no \w+ in time$/.test(label);
}

/** Whether the item waited for other executions until its time was up. */
export function isBusy({ label }: Reason): boolean {
	return label === 'other executions were writing';
}

/** Whether the reason is that the gateway does not take the Guid. */
export function isRefusedGuid({ label }: Reason): boolean {
	return label === 'retcode 000-003' || label === 'retcode 100-006';
}

/** Whether the reason is an answer that neither confirms nor denies. */
export function isUnclear({ label }: Reason): boolean {
	return label === 'a retcode of an unknown form';
}
