import { checkAgentId, parseAgentId, parseId } from '../nodes/CcGateway/fields/ids';
import { AGENT_ID_RANGES, type AgentIdRange } from '../nodes/CcGateway/gateway/contract';
import { refusalOf } from './support/refusal';

describe('Agent ID', () => {
	const check = (agentId: unknown, range: AgentIdRange) => {
		const text = parseAgentId(agentId, 'Agent ID');
		checkAgentId(text, 'Agent ID', AGENT_ID_RANGES[range]);
		return text;
	};

	test.each<[unknown, AgentIdRange]>([
		['101', '101-59999'],
		[101, '101-59999'],
		[' 59999 ', '101-59999'],
		['60000', '101-999999'],
		['999999', '101-999999'],
	])('%j is taken by a gateway of %s', (agentId, range) => {
		expect(check(agentId, range)).toBe(String(agentId).trim());
	});

	test.each<[string, AgentIdRange]>([
		['100', '101-59999'],
		['60000', '101-59999'],
		['100', '101-999999'],
		['1000000', '101-999999'],
		['9'.repeat(400), '101-999999'],
	])('%s is outside of %s', (agentId, range) => {
		const [min, max] = range.split('-');
		expect(refusalOf(() => check(agentId, range)).message).toBe(
			`'Agent ID' must be from ${String(min)} to ${String(max)}`,
		);
	});

	test.each([
		[''],
		[null],
		['0101'],
		['+101'],
		['-101'],
		['1 01'],
		['101.5'],
		[101.5],
		['1e3'],
		['１０１'],
		['../101'],
		['101/x'],
		['101?x'],
		['101#'],
		['%31'],
		[['101']],
		[{}],
		[true],
	])('%j is refused before anything else', (agentId) => {
		expect(refusalOf(() => parseAgentId(agentId, 'Agent ID')).message).toContain("'Agent ID'");
	});
});

describe('Call ID', () => {
	test.each([
		['1456229294-1191', '1456229294-1191'],
		[' 1456229294-1191\n', '1456229294-1191'],
		[145640404337, '145640404337'],
		['', ''],
		[null, ''],
	])('%j means %j', (value, id) => {
		expect(parseId(value, 'Call ID')).toBe(id);
	});

	test.each([[{}], [['1-1']], [true], [1e300], ['\ud800'], ['x'.repeat(1025)]])(
		'%j is refused by its name',
		(value) => {
			expect(refusalOf(() => parseId(value, 'Call ID')).message).toContain("'Call ID'");
		},
	);
});
