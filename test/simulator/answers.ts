/** Meanings of the retcodes that the simulator gives, in short (cec_07_0580). */
const MEANINGS: Readonly<Record<string, string>> = {
	'0': 'success',
	'000-002': 'The URL or a parameter is invalid',
	'000-003': 'No permission to call the interface',
	'000-004': 'The agent is being switched over',
	'100-001': 'A sign-in parameter is empty or invalid',
	'100-002': 'The agent has already signed in',
	'100-006': 'The agent has not signed in',
	'100-007': 'An exception occurred in the agent operation',
	'100-010': 'The agent is in a call and cannot sign out',
	'400-001': 'No call information when setting call-associated data',
	'400-002': 'Nothing to set when setting call-associated data',
};

/** The body of every answer. A fault may leave out `retcode` or make it a number. */
export interface Reply {
	readonly message: string;
	readonly retcode?: string | number;
	readonly result?: unknown;
	readonly event?: unknown;
}

/** One HTTP answer, complete in memory. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** A business refusal: HTTP 200 with a retcode other than "0". Handlers throw it. */
export class Refusal extends Error {
	constructor(readonly retcode: string) {
		super(meaningOf(retcode));
	}
}

/** A refusal below the interface: wrong method, path or Content-Type. Handlers throw it. */
export class HttpRefusal extends Error {
	constructor(
		readonly status: 404 | 405 | 415,
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(`HTTP ${status}`);
	}
}

/** What the gateway says to a retcode; a general sentence for those that it never gives itself. */
export function meaningOf(retcode: string): string {
	return MEANINGS[retcode] ?? 'The request has not succeeded';
}

/** An answer of the gateway: JSON, HTTP status 200. */
export function jsonAnswer(reply: Reply, headers: Readonly<Record<string, string>> = {}): Answer {
	return {
		status: 200,
		headers: { 'Content-Type': 'application/json;charset=UTF-8', ...headers },
		body: JSON.stringify(reply),
	};
}

/** A page as a web server or a proxy in front of the gateway sends it. */
export function htmlAnswer(
	status: number,
	text: string,
	headers: Readonly<Record<string, string>> = {},
): Answer {
	const safe = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
	return {
		status,
		headers: { 'Content-Type': 'text/html;charset=utf-8', ...headers },
		body: `<!doctype html><html lang="en"><head><title>${safe}</title></head><body><h1>${safe}</h1></body></html>`,
	};
}
