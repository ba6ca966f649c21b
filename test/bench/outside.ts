import { Agent as ConnectionPool } from 'node:https';
import axios from 'axios';
import pLimit from 'p-limit';
import { deliver } from '../../nodes/CcGateway/gateway/deliver';
import { at } from '../n8n/json';
import { connectionTo, type Server, setCallData } from '../support/exchange';
import type { Agent } from '../support/gateway';
import { callDataOf } from './callData';
import { checkSucceeded, type Contender, NAMES } from './contender';
import { startUsage } from './package/usage';
import type { Load } from './workloads';

/** As many at once as the node by default. */
const AT_ONCE = 10;

const EFFORT = {
	timeoutMs: 10_000,
	maxRetries: 2,
	cancel: undefined,
	halt: undefined,
	egress: undefined,
};

/** Sends one text; gives the gateway's answer. */
type Send = (agent: Agent, text: string) => Promise<unknown>;

/** The node's own way from a request to its answer: retries, TLS, limits, connections that stay. */
export function ownTransport(to: Server): Contender {
	const connection = connectionTo(to);
	return outside(NAMES.transport, async (agent, text) => {
		const request = setCallData(agent, text);
		return (await deliver(connection, agent, request, EFFORT)).reply;
	});
}

/** What the fewest lines of code make of axios: connections that stay, and nothing else. */
export function bareAxios({ host, port, ca }: Server): Contender {
	const httpsAgent = new ConnectionPool({ keepAlive: true, ca });
	return outside(NAMES.axios, async ({ agentId, callId, guid }, text) => {
		const url = `https://${host}:${port}/agentgateway/resource/calldata/${agentId}/setcalldataex`;
		const body = { callid: callId, calldata: text, isDataEncoded: false };
		const { data } = await axios.put<unknown>(url, body, { httpsAgent, headers: { Guid: guid } });
		return data;
	});
}

function outside(name: string, send: Send): Contender {
	return {
		name,
		sends: true,
		keepsOrder: true,
		place: 'outside',
		run: async (load, agents) => {
			let succeeded = 0;
			const end = startUsage(load.items > 1);
			await pLimit(AT_ONCE).map(agents, async (agent, index) => {
				for (const text of textsOf(load, index)) {
					if (at(await send(agent, text), 'retcode') === '0') succeeded++;
				}
			});
			const usage = end();
			checkSucceeded(name, succeeded, load);
			return usage;
		},
	};
}

function textsOf(load: Load, agent: number): string[] {
	const count = Math.ceil((load.items - agent) / load.agents);
	return Array.from({ length: count }, (_, turn) => callDataOf(load, agent + turn * load.agents));
}
