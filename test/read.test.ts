import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseMaxConcurrency, parseOptions } from '../nodes/CcGateway/fields/options';
import { isNothing, type Read, REFUSED_BY_N8N } from '../nodes/CcGateway/fields/read';
import {
	parseBoolean,
	parseChoice,
	parseInteger,
	parseText,
} from '../nodes/CcGateway/fields/values';

describe('nothing', () => {
	test.each([[undefined], [null], [''], [' '], ['\t\r\n'], ['\ufeff\u00a0']])('is %j', (value) => {
		expect(isNothing(value)).toBe(true);
	});

	test.each([[0], [false], ['0'], [{}], [[]], [Number.NaN]])('is not %j', (value) => {
		expect(isNothing(value)).toBe(false);
	});
});

describe('a field that was left empty', () => {
	const empty: Read = () => undefined;

	test('means the default of each option', () => {
		expect(parseOptions(empty)).toEqual({
			cookie: '',
			timeoutMs: 10_000,
			maxRetries: 2,
			sendEmptyCallData: false,
			currentCallIfEmpty: false,
		});
		expect(parseMaxConcurrency(empty)).toBe(10);
	});

	test.each([[undefined], ['']])('means the first choice of a menu (%j)', (value) => {
		expect(parseChoice(value, 'Field', ['first', 'second'])).toBe('first');
	});
});

describe('what is refused names the field', () => {
	test.each([
		[() => parseText({}, 'Field')],
		[() => parseText(2 ** 53, 'Field')],
		[() => parseBoolean('yes', 'Field')],
		[() => parseInteger('1.5', 'Field', { min: 1, max: 2 })],
		[() => parseInteger(3, 'Field', { min: 1, max: 2 })],
		[() => parseChoice('third', 'Field', ['first', 'second'])],
		[() => parseChoice(null, 'Field', ['first', 'second'])],
	])('%s', (parse) => {
		expect(parse).toThrow(/'Field'/);
	});
});

describe('the names that are left to n8n', () => {
	/** The list stands in n8n's sources, and is not exported by all versions. */
	const source = readFileSync(
		path.join(path.dirname(require.resolve('n8n-workflow')), 'utils.js'),
		'utf8',
	);
	const list = /unsafeObjectProperties = new Set\(\[([^\]]+)\]/.exec(source)?.[1] ?? '';
	const names = [...list.matchAll(/'([A-Za-z]\w*)'/g)].map(([, name = '']) => name);

	test('are those that n8n refuses', () => {
		expect(names).toContain('caller');
		expect([...REFUSED_BY_N8N].sort()).toEqual(names.sort());
	});
});
