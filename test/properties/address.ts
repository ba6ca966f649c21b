import fc from 'fast-check';
import { type Field, integerField, needed, notText, type Sample } from './sample';
import { halfPaired, nothing, padding, wellFormed } from './text';

const PRESET_PORT = 8043;

/** Port of the gateway. */
export const portField = withPreset();

function withPreset(): Field<number> {
	const { label, good, bad } = needed(integerField('Port', { min: 1, max: 65_535 }));
	const preset = fc.constant({ value: PRESET_PORT, means: PRESET_PORT });
	return {
		label,
		good: fc.oneof({ weight: 2, arbitrary: good }, preset),
		bad: fc.oneof({ weight: 9, arbitrary: bad }, nothing),
	};
}

/** Where a gateway is: Host and Port, and the address that they give together. */
export const addresses: fc.Arbitrary<{
	readonly fields: { readonly host: unknown; readonly port: unknown };
	readonly host: string;
	readonly port: number;
}> = fc
	.record({
		scheme: fc.constantFrom('', '', 'https://', 'HTTPS://'),
		name: hostNames(),
		portInHost: fc.option(fc.integer({ min: 1, max: 65_535 }), { freq: 2, nil: undefined }),
		path: fc.constantFrom('', '', '/', '/agentgateway/resource?x=1', '?x', '#top', '/:80@x'),
		port: portField.good,
		pad: padding,
	})
	.map(({ scheme, name, portInHost, path, port, pad }) => {
		const text = `${scheme}${name.value}${portInHost === undefined ? '' : `:${portInHost}`}${path}`;
		const wins = portInHost !== undefined && port.means === PRESET_PORT;
		return {
			fields: { host: pad(text), port: port.value },
			host: name.means,
			port: wins ? portInHost : port.means,
		};
	});

/** Hosts that have to be refused. */
export const hostField: Pick<Field<string>, 'label' | 'bad'> = { label: 'Host', bad: badHosts() };

function badHosts(): fc.Arbitrary<unknown> {
	const endings = fc.constantFrom(
		...[
			'\0',
			'\u0001',
			'\u001f',
			'\u007f',
			'\r\nX-Evil: 1',
			'\n1',
			'\t1',
			' x',
			'\ud800',
			'\u2028x',
		],
	);
	const hosts = fc.constantFrom('gw', 'gw.example.com', '192.0.2.1');
	const more = fc.constantFrom('', '', '.example.com', ':8043', '/x y');
	return fc.oneof(
		fc.constantFrom(
			...[undefined, null, '', ' ', 'gw:99999', 'gw:0', 'gw:', ':8043', '[::1', '::g', '[::1]x'],
			...['http://gw', 'ftp://gw', 'file:///etc/passwd', '//gw', 'https://', 'https:gw', '/', '?'],
			...['user:secret@gw', 'gw@evil', 'gw evil', 'gw|ls', 'gw^', '<gw>', '[gw]', 'gw\\evil', '#'],
			...['256.1.1.1', '1.2.3.4.5', 'fe80::1%eth0', '%', 'gw\\@evil'],
		),
		fc.tuple(hosts, endings, more).map((parts) => parts.join('')),
		halfPaired.map((text) => `gw${text.replace(/[/?#:\s]/g, '')}`),
		wellFormed.map((text) => `no host ${text}`),
		notText,
	);
}

/** Names and addresses, with the form in which they go into a URL. */
function hostNames(): fc.Arbitrary<Sample<string> & { readonly value: string }> {
	const label = fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,4})?$/);
	const octet = fc.integer({ min: 0, max: 255 });
	const group = fc.integer({ min: 1, max: 0xffff }).map((value) => value.toString(16));
	return fc.oneof(
		fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => same(labels.join('.'))),
		fc.array(label, { minLength: 2, maxLength: 3 }).map((labels) => same(labels.join('_'))),
		fc.tuple(octet, octet, octet, octet).map((octets) => same(octets.join('.'))),
		fc.array(group, { minLength: 8, maxLength: 8 }).map((groups) => bracketed(groups.join(':'))),
		fc.constantFrom(
			same('localhost'),
			bracketed('::1'),
			{ value: 'GW.Example.COM', means: 'gw.example.com' },
			{ value: '[2001:DB8:0:0::1]', means: '2001:db8::1' },
			{ value: 'zürich.example', means: 'xn--zrich-kva.example' },
			{ value: 'ｇｗ．example', means: 'gw.example' },
		),
	);
}

function same(means: string): { value: string; means: string } {
	return { value: means, means };
}

function bracketed(means: string): { value: string; means: string } {
	return { value: `[${means}]`, means };
}
