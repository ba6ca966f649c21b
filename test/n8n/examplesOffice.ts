import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { freePort } from './machine/ports';

/** A customer as a CRM keeps one. */
export interface Customer {
	readonly id: string;
	readonly phone: string;
	readonly name: string;
	readonly tier: string;
	readonly openTicket: string;
}

/** What the examples talk to besides the gateway: a CRM, and a pager that takes alerts. */
export interface Office {
	/** Takes the place of the CRM's address, and of the pager's. */
	readonly url: string;
	/** What the CRM was asked, in order: path and query. */
	readonly lookups: readonly string[];
	/** What the pager got, in order. */
	readonly alerts: readonly unknown[];
	/** Forgets lookups and alerts. */
	clear(): void;
	/** Stops listening and closes all connections. */
	stop(): Promise<void>;
}

/** Starts it on loopback, with a CRM that knows these customers. */
export async function startOffice(customers: readonly Customer[]): Promise<Office> {
	const lookups: string[] = [];
	const alerts: unknown[] = [];
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const server = createServer((request, response) => {
		const answer = async (): Promise<unknown> => {
			if (request.method === 'POST') return { taken: alerts.push(await json(request)) };
			const path = request.url ?? '';
			lookups.push(path);
			return lookUp(customers, new URL(path, url));
		};
		void answer().then((body) => {
			response.writeHead(body === undefined ? 404 : 200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(body ?? { error: 'No such customer' }));
		});
	});
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return {
		url,
		lookups,
		alerts,
		clear: () => {
			lookups.length = 0;
			alerts.length = 0;
		},
		stop: async () => {
			server.close();
			server.closeAllConnections();
			await once(server, 'close');
		},
	};
}

/** A search gives a list; an address gives its customer, or undefined. */
function lookUp(customers: readonly Customer[], { pathname, searchParams }: URL): unknown {
	if (pathname !== '/customers') {
		return customers.find(({ id }) => pathname === `/customers/${encodeURIComponent(id)}`);
	}
	const found = customers.filter(({ phone }) => phone === searchParams.get('phone'));
	return found.slice(0, Number(searchParams.get('limit')));
}
