import { gatewayNode } from '../n8n/gatewayNode';
import type { RunningN8n } from '../n8n/start';
import type { NodeJson } from '../n8n/webhookWorkflow';
import type { Server } from '../support/exchange';
import { type Contender, NAMES } from './contender';
import { BENCH_PACKAGE } from './benchPackage';
import { activatePipeline } from './pipeline';

/** HTTP Request waits between batches only if there is a time to wait, so the shortest there is. */
const BATCH_INTERVAL_MS = 1;

const FROM_ITEM = {
	agentId: '={{ $json.agentId }}',
	callId: '={{ $json.callId }}',
	callData: '={{ $json.callData }}',
	guid: '={{ $json.guid }}',
};

/** Our node as the README says: the CA in the credential, everything else from the item. */
export async function ccGateway(n8n: RunningN8n, to: Server): Promise<Contender> {
	const about = { name: NAMES.node, sends: true, keepsOrder: true };
	return await activatePipeline(n8n, about, await ourNode(n8n, to), webhookOf('node', to));
}

/** The fields of our node, read and checked by the same code, and nothing sent. */
export async function ownReading(n8n: RunningN8n, to: Server): Promise<Contender> {
	return await withoutSending(n8n, to, NAMES.reading, 'benchReading');
}

/** What n8n itself takes for the same expressions and one credential, whoever asks for them. */
export async function sameExpressions(n8n: RunningN8n, to: Server): Promise<Contender> {
	return await withoutSending(n8n, to, NAMES.expressions, 'benchExpressions');
}

/** What n8n itself takes to resolve the credential for each item. */
export async function credentialForEach(n8n: RunningN8n, to: Server): Promise<Contender> {
	return await withoutSending(n8n, to, NAMES.credential, 'benchCredential');
}

/** The HTTP Request node with its defaults, or in batches of a size. */
export async function httpRequest(
	n8n: RunningN8n,
	to: Server,
	batchSize?: number,
): Promise<Contender> {
	const isBatched = batchSize !== undefined;
	const name = isBatched ? NAMES.batched : NAMES.http;
	const about = { name, sends: true, keepsOrder: false };
	const node = {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		parameters: {
			method: 'PUT',
			url: `=https://${to.host}:${to.port}/agentgateway/resource/calldata/{{ $json.agentId }}/setcalldataex`,
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'Guid', value: '={{ $json.guid }}' }] },
			sendBody: true,
			specifyBody: 'json',
			jsonBody: '={{ { callid: $json.callId, calldata: $json.callData, isDataEncoded: false } }}',
			options: isBatched
				? { batching: { batch: { batchSize, batchInterval: BATCH_INTERVAL_MS } } }
				: {},
		},
	};
	return await activatePipeline(n8n, about, node, webhookOf(`http-${batchSize ?? 'all'}`, to));
}

async function withoutSending(
	n8n: RunningN8n,
	to: Server,
	name: string,
	nodeType: string,
): Promise<Contender> {
	const about = { name, sends: false, keepsOrder: true };
	const node = { ...(await ourNode(n8n, to)), type: `${BENCH_PACKAGE}.${nodeType}` };
	return await activatePipeline(n8n, about, node, webhookOf(nodeType, to));
}

async function ourNode(n8n: RunningN8n, { host, port, ca }: Server): Promise<NodeJson> {
	return await gatewayNode(n8n.owner, { host, port, ca }, FROM_ITEM);
}

function webhookOf(name: string, { port }: Server): string {
	return `${name}-${port}`;
}
