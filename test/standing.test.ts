import { GatewayError } from '../nodes/CcGateway/gateway/failure';
import { type Outcome, standing } from '../nodes/CcGateway/standing';

const DONE: Outcome = { reply: { retcode: '0' }, attempts: 1 };
const REFUSED = new GatewayError({ kind: 'refused', retcode: '400-001', gatewayMessage: '' });
const IN_DOUBT = Object.assign(new GatewayError({ kind: 'busy', timeoutMs: 1 }), {
	isInDoubt: true,
});

test('of a single item there is nothing to say', () => {
	expect(standing([REFUSED])).toBe('');
});

test('none was written', () => {
	expect(standing([REFUSED, undefined, undefined])).toBe(' 0 of 3 items had been written.');
});

test('items in a row are named as a range, from 0 as n8n counts them', () => {
	const outcomes = [DONE, DONE, DONE, REFUSED, DONE, undefined, DONE, DONE];
	expect(standing(outcomes)).toBe(' 6 of 8 items had been written: 0 to 2, 4, 6 to 7.');
});

test('those that may have been written are named, too', () => {
	expect(standing([DONE, IN_DOUBT, REFUSED, IN_DOUBT, IN_DOUBT])).toBe(
		' 1 of 5 items had been written: 0. In doubt: 1, 3 to 4.',
	);
});

test('of very many rows only the first are named', () => {
	const outcomes = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? DONE : REFUSED));
	const text = standing(outcomes);
	expect(text).toContain('50 of 100 items had been written: 0, 2, 4');
	expect(text).toMatch(/, 38, and more\.$/);
});
