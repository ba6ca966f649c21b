import { Agent, request as requestOverHttps } from 'node:https';
import stockAxios from 'stock-axios';
import { Pool } from 'undici';
import { deliver } from '../../../nodes/CcGateway/gateway/deliver';
import { headersOf, setCallAppDataEx } from '../../../nodes/CcGateway/gateway/request';
import { send } from '../../../nodes/CcGateway/wire/exchange';
import { connectionTo, type Server } from '../../support/exchange';
import { OUTSIDE } from './names';

/** Sends one text as call data; gives the body of the answer, read. */
export type Way = (text: string) => Promise<unknown>;

const SESSION = { guid: '0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9.AgentGateway1', cookie: '' };
const LIMITS = { timeoutMs: 10_000, cancel: undefined, egress: undefined };
const AGENT_ID = '101';
const CALL_ID = '1456229294-1191';
const PATH = `/agentgateway/resource/calldata/${AGENT_ID}/setcalldataex`;
const HEADERS = { 'Content-Type': 'application/json', Guid: SESSION.guid };

/** Every way, by its name. All keep their connections, and all check the certificate. */
export function waysTo(server: Server): ReadonlyMap<string, Way> {
	return new Map([
		[OUTSIDE.deliver, ownDelivery(server)],
		[OUTSIDE.adapter, ownAdapter(server)],
		[OUTSIDE.axios, axiosWithItsOwn(server)],
		[OUTSIDE.https, bareHttps(server)],
		[OUTSIDE.undici, undiciPool(server)],
	]);
}

function requestFor(text: string) {
	const body = { callid: CALL_ID, calldata: text, isDataEncoded: false };
	return setCallAppDataEx(AGENT_ID, body, text.length);
}

function ownDelivery(server: Server): Way {
	const connection = connectionTo(server);
	const effort = { ...LIMITS, maxRetries: 2, halt: new AbortController().signal };
	return async (text) => (await deliver(connection, SESSION, requestFor(text), effort)).reply;
}

function ownAdapter(server: Server): Way {
	const connection = connectionTo(server);
	return async (text) => {
		const wire = { ...requestFor(text), headers: headersOf(SESSION), maxIdleMs: Infinity };
		const answer: unknown = JSON.parse((await send(connection, wire, LIMITS)).body);
		return answer;
	};
}

function axiosWithItsOwn({ host, port, ca }: Server): Way {
	const httpsAgent = new Agent({ keepAlive: true, ca });
	const url = `https://${host}:${port}${PATH}`;
	return async (text) => {
		const body = { callid: CALL_ID, calldata: text, isDataEncoded: false };
		return (await stockAxios.put<unknown>(url, body, { httpsAgent, headers: HEADERS })).data;
	};
}

function bareHttps({ host, port, ca }: Server): Way {
	const agent = new Agent({ keepAlive: true, ca });
	return async (text) =>
		await new Promise((resolve, reject) => {
			const body = Buffer.from(
				JSON.stringify({ callid: CALL_ID, calldata: text, isDataEncoded: false }),
			);
			const headers = { ...HEADERS, 'Content-Length': body.length };
			const options = { host, port, path: PATH, method: 'PUT', agent, headers };
			const request = requestOverHttps(options, (response) => {
				const parts: Buffer[] = [];
				response.on('data', (part: Buffer) => parts.push(part));
				response.on('end', () => {
					resolve(JSON.parse(Buffer.concat(parts).toString('utf8')));
				});
			});
			request.on('error', reject).end(body);
		});
}

function undiciPool({ host, port, ca }: Server): Way {
	const pool = new Pool(`https://${host}:${port}`, { connect: { ca }, pipelining: 1 });
	return async (text) => {
		const body = JSON.stringify({ callid: CALL_ID, calldata: text, isDataEncoded: false });
		const answer = await pool.request({ path: PATH, method: 'PUT', headers: HEADERS, body });
		return await answer.body.json();
	};
}
