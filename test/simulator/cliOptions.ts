import { CERTIFICATE_KINDS, TLS_VERSIONS } from './settings';

/** Names, defaults and help of the command line. A default of '' stands for none. */
export const OPTIONS = {
	help: { type: 'boolean', short: 'h', default: false, help: 'show this text' },
	port: { type: 'string', default: '8043', help: 'HTTPS port; 0: a free one' },
	host: { type: 'string', default: '127.0.0.1', help: 'address to listen on' },
	'control-port': { type: 'string', default: '0', help: 'control interface, on loopback' },
	agents: { type: 'string', default: '101', help: 'agents to sign in, each in a call: 101,102' },
	auth: { type: 'string', default: 'static', help: 'AUTHMODE: static or dynamic' },
	interval: { type: 'string', default: '60', help: 'dynamic: seconds until a Guid is renewed' },
	grace: {
		type: 'string',
		default: '',
		help: 'dynamic: seconds an old Guid lives on (= interval)',
	},
	'guid-on-every-answer': { type: 'boolean', default: false, help: 'Set-GUID not only on poll' },
	'sign-out-after': { type: 'string', default: '0', help: 'seconds of silence; 0: never' },
	'poll-wait': { type: 'string', default: '10', help: 'seconds that the poll waits for an event' },
	'agent-id-max': { type: 'string', default: '59999', help: '59999 or 999999' },
	'bad-agent-id': { type: 'string', default: '000-002', help: '000-002 or 404' },
	'wrong-guid': { type: 'string', default: '100-006', help: '100-006 or 000-003' },
	'require-cookie': { type: 'boolean', default: false, help: 'insist on the sticky cookie' },
	'empty-call-data': { type: 'string', default: 'accept', help: 'accept, 400-002 or 000-002' },
	'max-call-data': { type: 'string', default: '16384', help: 'bytes of original content' },
	'several-calls': { type: 'string', default: 'newest', help: 'newest, oldest or 000-002' },
	'multimedia-without-callid': {
		type: 'string',
		default: '000-002',
		help: 'accept, 000-002 or 400-001',
	},
	'string-boolean': { type: 'string', default: 'accept', help: 'accept or 000-002' },
	'unknown-fields': { type: 'string', default: '000-002', help: 'accept or 000-002' },
	'no-call-on-query': { type: 'string', default: '400-001', help: '400-001, 100-007 or empty' },
	'success-message': {
		type: 'string',
		multiple: true,
		help: 'what a success says; repeatable: in turn (success)',
	},
	certificate: { type: 'string', default: 'valid', help: CERTIFICATE_KINDS.join(', ') },
	'certificate-name': {
		type: 'string',
		multiple: true,
		help: 'one more name or address in the certificate; repeatable',
	},
	key: { type: 'string', default: 'ec', help: 'ec or rsa' },
	'tls-min': { type: 'string', default: 'TLSv1.2', help: TLS_VERSIONS.join(', ') },
	'tls-max': { type: 'string', default: 'TLSv1.3', help: 'likewise' },
	'keep-alive': { type: 'string', default: '5', help: 'seconds until an idle connection closes' },
	seed: { type: 'string', default: '', help: 'seed of the random faults (a random one)' },
	'fault-rate': { type: 'string', default: '0', help: 'share of requests with a fault, 0 to 1' },
	fault: {
		type: 'string',
		multiple: true,
		help: 'a fault for the rate, as JSON such as {"kind":"delay","ms":500}; repeatable',
	},
} as const;

/** The text of --help. */
export function helpText(): string {
	const lines = Object.entries(OPTIONS).map(([name, option]) => {
		const shown = 'default' in option && option.default ? ` [${option.default}]` : '';
		return `  ${`--${name}`.padEnd(28)}${option.help}${shown}`;
	});
	return [
		'Behaves like a CC-Gateway over HTTPS, to try workflows without one.',
		'Usage: npm run simulator -- [options]      [default in brackets]',
		...lines,
		'For n8n in a container: --host 0.0.0.0 --certificate-name host.docker.internal',
		'',
	].join('\n');
}
