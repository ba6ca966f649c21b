import type { Fault, SeenRequest } from '../simulator';

/** An answer that the node can take for nothing but a success. */
const READABLE: readonly (string | undefined)[] = [
	undefined,
	'closeAfter',
	'delay',
	'huge',
	'retcode',
	'slow',
] satisfies readonly (Fault['kind'] | undefined)[];

/** The request is carried out, but nobody can tell that from what comes back. */
const LOST: readonly (string | undefined)[] = [
	'delay',
	'emptyBody',
	'huge',
	'missingRetcode',
	'notJson',
	'resetAfter',
	'slow',
	'truncated',
] satisfies readonly Fault['kind'][];

/** Status 200, but nothing that says whether the request was carried out. */
const UNREADABLE: readonly (string | undefined)[] = [
	'emptyBody',
	'html',
	'missingRetcode',
	'notJson',
	'truncated',
] satisfies readonly Fault['kind'][];

/** The answer may be complete for the client before the gateway is done with it. */
const ENDS_EARLY: readonly (string | undefined)[] = [
	'huge',
	'slow',
	'truncated',
] satisfies readonly Fault['kind'][];

/** Whether the answer says that the data is stored. */
export function saysStored({ fault, retcode }: SeenRequest): boolean {
	return retcode === '0' && READABLE.includes(fault);
}

/** Whether the fault is one that hides a success. */
export function hidesSuccess({ fault }: Pick<SeenRequest, 'fault'>): boolean {
	return LOST.includes(fault);
}

/** Whether the data is stored and the client may not have learnt it. */
export function isLost(request: SeenRequest): boolean {
	return request.retcode === '0' && (request.status === undefined || hidesSuccess(request));
}

/** Whether the client has learnt that the data is not stored. */
export function isDenied(request: SeenRequest, timeoutS: number): boolean {
	const { fault, status, retcode } = request;
	if (status === undefined || status >= 500 || isTooLate(request, timeoutS)) return false;
	if (status !== 200) return status >= 400;
	if (UNREADABLE.includes(fault)) return false;
	return retcode !== '0';
}

/** Whether the client has given up before the whole answer was there. */
export function isTooLate({ durationMs }: SeenRequest, timeoutS: number): boolean {
	return durationMs === undefined || durationMs >= 900 * timeoutS;
}

/** Whether the end of the answer at the gateway says nothing of its end at the client. */
export function endsEarly({ fault }: SeenRequest): boolean {
	return ENDS_EARLY.includes(fault);
}
