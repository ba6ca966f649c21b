import type { Fault, Simulator } from '../simulator';
import type { StormSettings } from './settings';
import { RETRY_AFTER_S } from './tries';

/** The compiler asks for faults of every kind that the simulator knows. */
type Mix = { readonly [K in Fault['kind']]: readonly Extract<Fault, { kind: K }>[] };

/** How long some answers take that come in time. */
const LATE_MS = 200;
/** Longer than the node waits for anybody. */
const TOO_LONG_S = 3600;

/**
 * The faults of a storm, of every kind; each is as likely as the others. All writes happen before the
 * fault shows (a delay stores first): a gateway that goes on with a write after its connection has
 * broken can let it overtake the next one, and nothing that a client does could prevent that.
 */
export function faultsFor(
	{ url }: Simulator,
	{ timeoutS, tooLate, faults }: Pick<StormSettings, 'timeoutS' | 'tooLate' | 'faults'>,
): readonly Fault[] {
	const waits = tooLate ? [LATE_MS, 1100 * timeoutS] : [LATE_MS];
	const mix: Mix = {
		delay: waits.map((ms) => ({ kind: 'delay', ms })),
		resetBefore: [{ kind: 'resetBefore' }],
		resetAfter: [{ kind: 'resetAfter' }],
		truncated: [{ kind: 'truncated' }],
		html: [
			{ kind: 'html', text: 'Maintenance' },
			{ kind: 'html', status: 502, text: 'Bad Gateway' },
		],
		status: [
			{ kind: 'status', status: 500 },
			{ kind: 'status', status: 502 },
			{ kind: 'status', status: 503, retryAfter: RETRY_AFTER_S },
			{ kind: 'status', status: 504, retryAfter: TOO_LONG_S },
		],
		retcode: ['0', 0, '000-003', '000-004', '100-006', '100-007', '105-002', 100_007].map(
			(retcode) => ({ kind: 'retcode', retcode }),
		),
		missingRetcode: [{ kind: 'missingRetcode' }],
		notJson: [{ kind: 'notJson' }],
		emptyBody: [{ kind: 'emptyBody' }],
		redirect: [{ kind: 'redirect', location: `${url}/elsewhere`, status: 307 }],
		closeAfter: [{ kind: 'closeAfter' }, { kind: 'closeAfter', afterMs: 0 }],
		slow: waits.map((ms) => ({ kind: 'slow', pauseMs: ms / 5, chunks: 5 })),
		huge: [
			{ kind: 'huge', bytes: 10_000 },
			{ kind: 'huge', bytes: 2 ** 21 },
			{ kind: 'huge', bytes: 2 ** 21, chunked: true },
		],
		echo: [{ kind: 'echo' }, { kind: 'echo', as: 'html' }],
	};
	return Object.values(mix)
		.flat()
		.filter(({ kind }) => faults === undefined || faults.includes(kind));
}
