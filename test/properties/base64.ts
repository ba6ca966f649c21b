import fc from 'fast-check';

/** Bytes, of which there is at least one. */
export const bytes: fc.Arbitrary<Buffer> = fc
	.uint8Array({ minLength: 1, maxLength: 40 })
	.map((array) => Buffer.from(array));

const base64 = bytes.map((buffer) => buffer.toString('base64'));
const needsPadding = bytes
	.map((buffer) => buffer.toString('base64'))
	.map((text) => (text.endsWith('=') ? text : `${text}QQ==`));

/** Text that a lenient decoder takes for Base64, and that is none with padding after RFC 4648, section 4. */
export const base64LookAlike: fc.Arbitrary<string> = fc.oneof(
	needsPadding.map((text) => text.replace(/=+$/, '')),
	base64.map((text) => `Wm_D${text}`),
	base64.map((text) => `Wm-D${text}`),
	base64.map((text) => `${text}=`),
	base64.map((text) => `QQ==${text}`),
	needsPadding.map((text) => `${text}${text}`),
	base64.map((text) => `data:;base64,${text}`),
	fc
		.tuple(
			base64,
			fc.constantFrom('\n', '\r\n', ' ', '\0', '\t', 'é', '\uff21', '!', '%3D', '\ufeff'),
		)
		.chain(([text, stray]) => fc.constantFrom(text + stray, stray + text, `QUJD${stray}${text}`)),
	fc.tuple(base64, fc.constantFrom('QR==', 'QV==', 'QUJ=', 'QU3=')).map(([text, end]) => {
		const whole = text.replace(/=+$/, '');
		return whole.slice(0, whole.length - (whole.length % 4)) + end;
	}),
);

/** Short text of which some is Base64 and most nearly is. */
export const nearlyBase64: fc.Arbitrary<string> = fc.oneof(
	fc.string({ unit: fc.constantFrom('A', 'Q', 'g', 'w', '+', '/', '='), maxLength: 8 }),
	base64,
	base64LookAlike,
);
