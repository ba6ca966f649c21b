import type { Simulator } from './api';
import { CALL_KINDS } from './call';
import type { FaultMatch } from './faultPlan';
import { parseFault } from './faults';
import { amount, type Fields, isFields, oneOf, optionalTexts, text } from './parse';
import { CERTIFICATE_KINDS } from './settings';

/** One request to the control interface. */
export interface Command {
	readonly simulator: Simulator;
	/** JSON body of a POST; undefined when there is none. */
	readonly body: unknown;
	readonly query: URLSearchParams;
	/** What follows the second slash of the path. */
	readonly id: string;
}

/**
 * What the control interface can do: `METHOD /path`, with `/*` for an id, and what to do; gives the JSON to answer.
 * Every command throws when its input is not right.
 */
export const COMMANDS: Readonly<Record<string, (command: Command) => unknown>> = {
	'GET /state': ({ simulator }) => ({
		url: simulator.url,
		seed: simulator.seed,
		requests: simulator.requestCount,
		connections: simulator.connections,
		handshakes: simulator.handshakes,
		resumedHandshakes: simulator.resumedHandshakes,
		failedHandshakes: simulator.failedHandshakes,
		openSockets: simulator.openSockets,
	}),
	'GET /ca': ({ simulator }) => ({ ca: simulator.ca }),
	// Header values and bodies hold secrets: they stay in the process.
	'GET /requests': ({ simulator }) =>
		simulator.requests.map((request) => ({ ...request, headers: undefined, body: undefined })),
	'GET /calls': ({ simulator, query }) => simulator.callsOf(query.get('agentid') ?? ''),
	'GET /history': ({ simulator, query }) => simulator.timedHistory(query.get('callid') ?? ''),
	'GET /calldata': ({ simulator, query }) => ({
		callData: simulator.callData(query.get('callid') ?? '') ?? null,
	}),
	'POST /agents': ({ simulator, body }) =>
		forEach(body, (fields) => simulator.signIn(text(fields, 'agentId'))),
	'DELETE /agents/*': ({ simulator, id }) => {
		simulator.signOut(id);
	},
	'POST /guids': ({ simulator, body }) =>
		forEach(body, (fields) => ({ guid: simulator.renewGuid(text(fields, 'agentId')) })),
	'POST /calls': ({ simulator, body }) =>
		forEach(body, (fields) => {
			const { callId } = optionalTexts(fields, ['callId']);
			const kind = oneOf(fields.kind ?? 'voice', CALL_KINDS);
			return { callId: simulator.startCall(text(fields, 'agentId'), callId, kind) };
		}),
	'DELETE /calls/*': ({ simulator, id }) => {
		simulator.endCall(id);
	},
	'POST /move': ({ simulator, body }) => {
		const fields = objectOf(body);
		simulator.moveCall(text(fields, 'callId'), text(fields, 'agentId'));
	},
	'POST /join': ({ simulator, body }) => {
		const fields = objectOf(body);
		simulator.joinCall(text(fields, 'callId'), text(fields, 'agentId'));
	},
	'POST /leave': ({ simulator, body }) => {
		const fields = objectOf(body);
		simulator.leaveCall(text(fields, 'callId'), text(fields, 'agentId'));
	},
	'POST /faults': ({ simulator, body }) => {
		const fields = objectOf(body);
		const times = amount(fields, 'times', 1);
		simulator.failNext(parseFault(fields.fault), { times, ...matchOf(fields) });
	},
	'POST /rate': ({ simulator, body }) => {
		const { rate, faults = [], ...match } = objectOf(body);
		if (!Array.isArray(faults)) throw new Error("'faults' has to be a list");
		simulator.failAtRate(amount({ rate }, 'rate'), faults.map(parseFault), matchOf(match));
	},
	'POST /reset': ({ simulator }) => {
		simulator.reset();
	},
	'POST /drop': ({ simulator }) => {
		simulator.dropIdleConnections();
	},
	'POST /restart': async ({ simulator, body }) => {
		const fields = objectOf(body ?? {});
		const { certificate } = fields;
		await simulator.restart({
			downMs: amount(fields, 'downMs', 0),
			...(certificate === undefined ? {} : { certificate: oneOf(certificate, CERTIFICATE_KINDS) }),
		});
	},
};

/** Does something for one object, or for each of a list; gives one result or a list. */
function forEach<T>(body: unknown, action: (fields: Fields) => T): T | T[] {
	return Array.isArray(body) ? body.map((item) => action(objectOf(item))) : action(objectOf(body));
}

function objectOf(value: unknown): Fields {
	if (!isFields(value)) throw new Error('A JSON object is needed');
	return value;
}

function matchOf(fields: Fields): FaultMatch {
	const { connection } = fields;
	return {
		...optionalTexts(fields, ['path', 'agentId', 'callId']),
		...(connection === undefined ? {} : { connection: oneOf(connection, ['new', 'reused']) }),
	};
}
