import { parseAddress } from '../nodes/CcGateway/fields/address';
import { refusalOf } from './support/refusal';

test.each<[unknown, unknown, string, number]>([
	['gw.example.com', 8043, 'gw.example.com', 8043],
	[' gw.example.com ', 8043, 'gw.example.com', 8043],
	['GW.example.com', 8043, 'gw.example.com', 8043],
	['192.0.2.10', 9443, '192.0.2.10', 9443],
	['::1', 8043, '::1', 8043],
	['[::1]', 8043, '::1', 8043],
	['[::1]:9443', 8043, '::1', 9443],
	['https://gw.example.com:8043/', 8043, 'gw.example.com', 8043],
	['https://gw.example.com:9443/agentgateway?x=1', 8043, 'gw.example.com', 9443],
	['https://gw.example.com:443', 8043, 'gw.example.com', 443],
	['gw.example.com:9443', 8043, 'gw.example.com', 9443],
	['gw.example.com:9443', 7443, 'gw.example.com', 7443],
	['gw.example.com:65535', 8043, 'gw.example.com', 65535],
	['gw.example.com', '8043', 'gw.example.com', 8043],
	['gw.example.com', 1, 'gw.example.com', 1],
	['gw.example.com', 65535, 'gw.example.com', 65535],
])('Host %j and Port %j mean %s and %i', (hostField, portField, host, port) => {
	expect(parseAddress(hostField, portField)).toEqual({ host, port });
});

test.each([
	[''],
	['gw example.com'],
	['gw.example.com\r\nX: y'],
	['user:secret@gw.example.com'],
	['gw.example.com:'],
	['//gw.example.com'],
	['ftp://gw.example.com'],
	[{ host: 'gw' }],
])('Host %j is refused by its name', (host) => {
	expect(refusalOf(() => parseAddress(host, 8043)).message).toContain("'Host'");
});

test.each([
	['gw:99999', 8043, '99999'],
	['gw:65536', 8043, '65536'],
	['gw:0', 8043, '0'],
	['https://gw.example.com:99999/', 8043, '99999'],
	['gw:99999', 9443, '99999'],
	[`gw:${'9'.repeat(30)}`, 8043, '9'.repeat(20)],
])('a port in Host that does not exist is told: %j with Port %i', (host, port, told) => {
	expect(refusalOf(() => parseAddress(host, port))).toMatchObject({
		message: `'Host' ends in a port that does not exist: ${told}`,
		description: "Leave the port out of 'Host', and fill in 'Port': 1 to 65535.",
	});
});

test('http:// is refused with the reason', () => {
	expect(refusalOf(() => parseAddress('http://gw:8080', 8043)).message).toBe(
		"'Host' starts with http://, but call data is only sent over HTTPS",
	);
});

test.each([[0], [65536], [80.5], ['eight'], [-1], ['']])('Port %j is refused', (port) => {
	expect(refusalOf(() => parseAddress('gw', port)).message).toBe(
		"'Port' must be a whole number from 1 to 65535",
	);
});
