/** Voice calls are one at a time as a rule; multimedia sessions run side by side. */
export const CALL_KINDS = ['voice', 'multimedia'] as const;
/** One of {@link CALL_KINDS}. */
export type CallKind = (typeof CALL_KINDS)[number];

/** A value that was set, and by whom. */
export interface SetValue {
	/** Which one it is of all values that were set, on whatever call; from 1. */
	readonly order: number;
	readonly atMs: number;
	readonly callId: string;
	/** The agent whose request set it. */
	readonly agentId: string;
	/** As original text, decoded if it came as Base64. */
	readonly value: string;
}

/** A call with its call-associated data. */
export interface Call {
	readonly callId: string;
	/** Who is in the call, in the order of joining; nobody once it has ended. */
	readonly agentIds: readonly string[];
	readonly kind: CallKind;
	readonly beganAtMs: number;
	endedAtMs?: number;
	/** The original bytes; undefined until something was set. */
	data?: Buffer;
	readonly values: SetValue[];
}
