import { randomUUID } from 'node:crypto';
import { at } from './json';

/** The person that owns the n8n under test; a browser logs in with the same. */
export const owner = {
	email: 'owner@example.com',
	password: 'Known-to-this-test-1',
	firstName: 'Olivia',
	lastName: 'Owner',
} as const;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

const timeoutMs = 120_000;

/** n8n's REST interface, as its editor in a browser uses it. */
export class N8nClient {
	private cookie = '';

	// n8n refuses a session whose requests come with another id than its login.
	private readonly browserId = randomUUID();

	private constructor(readonly url: string) {}

	/** Signs the owner in; sets the owner up first in an n8n that has none. */
	static async signIn(url: string): Promise<N8nClient> {
		const client = new N8nClient(url);
		const settings = await client.get('/rest/settings');
		if (at(settings, 'userManagement', 'showSetupOnFirstLoad') === true) {
			await client.send('POST', '/rest/owner/setup', owner);
		}
		const login = { emailOrLdapLoginId: owner.email, password: owner.password };
		await client.send('POST', '/rest/login', login);
		return client;
	}

	/** Reads; answers with the `data` of n8n's reply. */
	get(path: string): Promise<unknown> {
		return this.send('GET', path);
	}

	/** Sends; answers with the `data` of n8n's reply. */
	async send(method: Method, path: string, body?: unknown): Promise<unknown> {
		return at(await this.request(method, path, body), 'data');
	}

	/** Reads a JSON file that n8n serves beside its REST interface. */
	file(path: string): Promise<unknown> {
		return this.request('GET', path);
	}

	private async request(method: Method, path: string, body?: unknown): Promise<unknown> {
		const response = await fetch(`${this.url}${path}`, {
			method,
			headers: {
				'content-type': 'application/json',
				'browser-id': this.browserId,
				cookie: this.cookie,
			},
			signal: AbortSignal.timeout(timeoutMs),
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		const [cookie] = response.headers.getSetCookie();
		if (cookie !== undefined) this.cookie = cookie.split(';')[0] ?? '';
		return text === '' ? undefined : JSON.parse(text);
	}
}
