import type { IHttpRequestOptions } from 'n8n-workflow';
import { CcGatewayApi } from '../credentials/CcGatewayApi.credentials';
import { gatewayErrorOnly } from '../nodes/CcGateway/gateway/failure';

const URL = 'https://gw.example.com:8043/agentgateway/resource/agentevent/101';

/** The headers with which n8n's HTTP Request node sends a request. */
async function headersOf(
	credential: Record<string, string>,
	headers?: IHttpRequestOptions['headers'],
): Promise<IHttpRequestOptions['headers']> {
	const request = { url: URL, ...(headers && { headers }) };
	const sent = await new CcGatewayApi().authenticate(credential, request);
	expect(sent.url).toBe(URL);
	return sent.headers;
}

describe('HTTP Request sends', () => {
	test('Guid and cookie', async () => {
		const credential = { host: 'gw', guid: 'f5.AgentGateway0', cookie: 'a=b' };
		expect(await headersOf(credential, { Accept: '*/*' })).toEqual({
			Accept: '*/*',
			Guid: 'f5.AgentGateway0',
			Cookie: 'a=b',
		});
	});

	test('them without what was pasted around them', async () => {
		const credential = { guid: ' JSESSIONID=f5.AgentGateway0\n', cookie: 'a=b; Path=/; Secure' };
		expect(await headersOf(credential)).toEqual({ Guid: 'f5.AgentGateway0', Cookie: 'a=b' });
	});

	test.each<[string, Record<string, string>]>([
		['empty', { guid: '', cookie: '' }],
		['blank', { guid: ' ', cookie: ' ' }],
		['not there', {}],
	])('neither of them when they are %s', async (_, credential) => {
		expect(await headersOf(credential)).toEqual({});
	});

	test.each(['guid', 'GUID', 'Guid'])(
		'the header %s that the request has already',
		async (name) => {
			const headers = { [name]: 'of-this-item' };
			expect(await headersOf({ guid: 'f5.AgentGateway0' }, headers)).toEqual(headers);
		},
	);

	test.each(['cookie', 'COOKIE'])('the header %s that the request has already', async (name) => {
		const headers = { [name]: 'x=y' };
		expect(await headersOf({ guid: '', cookie: 'a=b' }, headers)).toEqual(headers);
	});
});

test('a Guid that no header can carry is refused by its name', async () => {
	const outcome = headersOf({ guid: 'a\r\nX-Evil: 1' }).catch(gatewayErrorOnly);
	expect(await outcome).toMatchObject({
		message: "'Guid' holds a line break or a character that a request header cannot carry",
	});
});

test('the request that was given stays as it is', async () => {
	const headers = Object.freeze({ Accept: '*/*' });
	await headersOf({ guid: 'f5.AgentGateway0' }, headers);
	expect(headers).toEqual({ Accept: '*/*' });
});
