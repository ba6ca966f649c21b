import type { INodeExecutionData } from 'n8n-workflow';
import { isFields } from '../simulator/parse';
import { type Reason, reasonOf } from './reasons';

/** An item that failed, with everything that the node says of it. */
export interface FailedOutcome {
	readonly kind: 'failed';
	readonly reason: Reason;
	/** Whether the node says that the data may have been stored. */
	readonly isInDoubt: boolean;
	readonly attempts: number;
	readonly retcode: string | undefined;
}

/** What the node reported of an item; `unclear` is neither, with the words that it came with. */
export type Outcome =
	| { readonly kind: 'written' }
	| FailedOutcome
	| { readonly kind: 'unclear'; readonly text: string };

/** Reads an output item as a person reads it. */
export function readOutcome({ json }: INodeExecutionData): Outcome {
	const { error, retcode } = json;
	if (error === undefined && (retcode === '0' || retcode === 0)) return { kind: 'written' };
	const unclear = { kind: 'unclear', text: JSON.stringify(json) } as const;
	if (!isFields(error) || Object.keys(json).length > 1) return unclear;
	const { message, description, attempts } = error;
	const isWhole =
		typeof message === 'string' && typeof description === 'string' && typeof attempts === 'number';
	const reason = isWhole ? reasonOf(message) : undefined;
	if (!isWhole || reason === undefined) return unclear;
	return {
		kind: 'failed',
		reason,
		isInDoubt: /may or may not have been stored/.test(description),
		attempts,
		retcode: typeof error.retcode === 'string' ? error.retcode : undefined,
	};
}
