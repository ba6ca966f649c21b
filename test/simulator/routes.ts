import { HttpRefusal, Refusal } from './answers';
import { CALL_DATA_INTERFACES } from './callDataInterfaces';
import type { GatewayInterface, Inquiry, Outcome } from './interfaces';
import { SESSION_INTERFACES } from './sessionInterfaces';

const BASE_PATH = '/agentgateway/resource';
const FIRST_AGENT_ID = 101;
const CHARSET = /charset=(?:"([^"]*)"|([^;\s]*))/i;

/** An interface whose path matched, with the parameters of that path. */
export interface Match {
	readonly found: GatewayInterface;
	readonly agentId: string;
	readonly callId: string;
}

const ROUTES = [...SESSION_INTERFACES, ...CALL_DATA_INTERFACES].map((found) => ({
	found,
	pattern: new RegExp(
		`^${BASE_PATH}${found.path.replace(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>[^/]+)`)}$`,
	),
}));

/** Finds the interfaces of a path, whatever their method; none for any other path. */
export function matchPath(path: string): Match[] {
	return ROUTES.flatMap(({ found, pattern }) => {
		const groups = pattern.exec(path)?.groups;
		const agentId = decode(groups?.agentid);
		const callId = decode(groups?.callid ?? '');
		return agentId === undefined || callId === undefined ? [] : [{ found, agentId, callId }];
	});
}

/** The interface for a path and a method. Throws HttpRefusal 404 or 405. */
export function matchRequest(path: string, method: string): Match {
	const matches = matchPath(path);
	if (matches.length === 0) throw new HttpRefusal(404);
	const match = matches.find(({ found }) => found.method === method);
	if (match !== undefined) return match;
	throw new HttpRefusal(405, { Allow: matches.map(({ found }) => found.method).join(', ') });
}

/**
 * Answers an inquiry: agent id, Content-Type, Guid, then the interface itself. Throws Refusal and
 * HttpRefusal.
 */
export async function handle({ found }: Match, inquiry: Inquiry): Promise<Outcome> {
	const { agentId, settings, state } = inquiry;
	if (!isAgentId(agentId, settings.agentIdMax)) {
		if (settings.badAgentId === '404') throw new HttpRefusal(404);
		throw new Refusal(settings.badAgentId);
	}
	if (found.hasBody === true) checkContentType(inquiry.header('content-type'));
	if (found.role === 'signIn') return found.handle(inquiry);

	const session = state.sessions.check(agentId, inquiry, found.role === 'guid');
	const outcome = await found.handle(inquiry);
	if (found.role !== 'guid' && !settings.guidOnEveryAnswer) return outcome;
	const guid = session.tell();
	return guid === undefined
		? outcome
		: { ...outcome, headers: { ...outcome.headers, 'Set-GUID': `JSESSIONID=${guid}` } };
}

function isAgentId(agentId: string, max: number): boolean {
	return (
		/^[1-9]\d{0,5}$/.test(agentId) && Number(agentId) >= FIRST_AGENT_ID && Number(agentId) <= max
	);
}

function checkContentType(value = ''): void {
	const isJson = /^application\/json\s*(;|$)/i.test(value);
	const match = CHARSET.exec(value);
	const charset = match?.[1] ?? match?.[2] ?? 'utf-8';
	if (!isJson || charset.toLowerCase() !== 'utf-8') throw new HttpRefusal(415);
}

/** Undefined for what is not there or not decodable. */
function decode(part: string | undefined): string | undefined {
	try {
		return part === undefined ? undefined : decodeURIComponent(part);
	} catch {
		return undefined;
	}
}
