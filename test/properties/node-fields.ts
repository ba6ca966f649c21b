import fc from 'fast-check';
import type { AgentIdMax } from './credential-fields';
import { cookieField } from './header-fields';
import { type Field, notText, presetField, switchField, textSamples } from './sample';
import { halfPaired, notHeaderText, padding, wellFormed } from './text';

/** Agent IDs for a gateway that takes 101 to `max`. */
export function agentIdField(max: AgentIdMax): Field<string> {
	const ids = fc.oneof(fc.constantFrom(101, max), fc.integer({ min: 101, max }));
	const starts = fc.constantFrom('../', '0', '+', '-', '%31', '１', '٣', '/', '{');
	const ends = fc.constantFrom(
		...[
			'/..',
			'/../102',
			'%2f102',
			'?x=1',
			'#',
			';x=1',
			'\\',
			'%00',
			'.0',
			'e1',
			'\0',
			' 1',
			'\r\n1',
		],
		...['１', '٣', '\u0966', '²', '\u200b', '\ud800', ',', '/appdata', '_000'],
	);
	return {
		label: 'Agent ID',
		good: fc.oneof(
			ids.map((id) => ({ value: id, means: String(id) })),
			fc.tuple(ids, padding).map(([id, pad]) => ({ value: pad(String(id)), means: String(id) })),
		),
		bad: fc.oneof(
			fc.tuple(ids, ends).map((parts) => parts.join('')),
			fc.tuple(starts, ids).map((parts) => parts.join('')),
			fc.constantFrom(
				...[undefined, null, '', ' ', '0', -0, 100, '100', max + 1, String(max + 1), 101.5],
				...['0x65', '1e3', '९९९', '１０１', '١٠١', '9'.repeat(400), '{agentid}', '__proto__'],
			),
			fc.integer({ min: max + 1 }),
			fc.integer({ max: 100 }),
			notHeaderText,
			notText,
		),
	};
}

/** Call IDs are opaque: any text that has a form in UTF-8, and numbers that are exact. */
export const callIdField: Field<string> = {
	label: 'Call ID',
	good: fc.oneof(
		textSamples(fc.constantFrom('1456229294-1191', '145640404337')),
		textSamples(wellFormed),
		fc.maxSafeInteger().map((id) => ({ value: id, means: String(id) })),
	),
	bad: fc.oneof({ weight: 2, arbitrary: halfPaired }, notText),
};

/** The collection Options, by the names of its fields. */
export const optionFields = {
	cookie: cookieField,
	maxConcurrency: presetField('Max Agents at Once', { min: 1, max: 100, preset: 10 }),
	maxRetries: presetField('Max Retries', { min: 0, max: 10, preset: 2 }),
	sendEmptyCallData: switchField('Send Empty Call Data'),
	currentCallIfEmpty: switchField('Use Current Call If Empty'),
	timeout: presetField('Timeout (Seconds)', { min: 1, max: 300, preset: 10 }),
};
