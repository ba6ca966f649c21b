import { parseArgs } from 'node:util';
import { OPTIONS } from './cliOptions';
import { type Fault, parseFault } from './faults';
import { oneOf } from './parse';
import { CERTIFICATE_KINDS, type SimulatorOptions, TLS_VERSIONS } from './settings';

const SECOND_MS = 1000;

/** Met at random when --fault-rate is given without --fault: all of them pass by themselves. */
const USUAL_FAULTS: readonly Fault[] = [
	{ kind: 'resetBefore' },
	{ kind: 'resetAfter' },
	{ kind: 'status', status: 503 },
	{ kind: 'retcode', retcode: '000-004' },
];

/** What the command line asks for. */
export interface CommandLine {
	readonly help: boolean;
	readonly options: SimulatorOptions;
	readonly agents: readonly string[];
	readonly faultRate: number;
	readonly faults: readonly Fault[];
}

/** The options that may be given once only. */
type OneValue = Exclude<keyof typeof OPTIONS, 'fault' | 'certificate-name' | 'success-message'>;

/** Reads the arguments after the program's name. Throws when one is unknown or not acceptable. */
export function readCommandLine(args: readonly string[]): CommandLine {
	const { values } = parseArgs({ args: [...args], options: OPTIONS });
	const given = <const T extends string>(name: OneValue, choices: readonly T[]): T =>
		naming(name, () => oneOf(values[name], choices));
	const number = (name: OneValue): number => naming(name, () => numberOf(values[name]));
	const intervalMs = number('interval') * SECOND_MS;

	return {
		help: values.help,
		agents: values.agents.split(',').filter((agentId) => agentId !== ''),
		faultRate: number('fault-rate'),
		faults:
			values.fault === undefined
				? USUAL_FAULTS
				: values.fault.map((fault) => naming('fault', () => parseFault(JSON.parse(fault)))),
		options: {
			port: number('port'),
			host: values.host,
			controlPort: number('control-port'),
			authMode: given('auth', ['static', 'dynamic']),
			guidIntervalMs: intervalMs,
			guidGraceMs: values.grace === '' ? intervalMs : number('grace') * SECOND_MS,
			guidOnEveryAnswer: values['guid-on-every-answer'],
			signOutAfterMs: number('sign-out-after') * SECOND_MS,
			pollWaitMs: number('poll-wait') * SECOND_MS,
			agentIdMax: given('agent-id-max', ['59999', '999999']) === '59999' ? 59999 : 999999,
			badAgentId: given('bad-agent-id', ['000-002', '404']),
			wrongGuid: given('wrong-guid', ['100-006', '000-003']),
			requireCookie: values['require-cookie'],
			emptyCallData: given('empty-call-data', ['accept', '400-002', '000-002']),
			maxCallDataBytes: number('max-call-data'),
			severalCalls: given('several-calls', ['newest', 'oldest', '000-002']),
			multimediaWithoutCallId: given('multimedia-without-callid', ['accept', '000-002', '400-001']),
			stringBoolean: given('string-boolean', ['accept', '000-002']),
			unknownFields: given('unknown-fields', ['accept', '000-002']),
			noCallOnQuery: given('no-call-on-query', ['400-001', '100-007', 'empty']),
			successMessages: values['success-message'] ?? ['success'],
			certificate: given('certificate', CERTIFICATE_KINDS),
			certificateNames: values['certificate-name'] ?? [],
			keyType: given('key', ['ec', 'rsa']),
			tls: {
				minVersion: given('tls-min', TLS_VERSIONS),
				maxVersion: given('tls-max', TLS_VERSIONS),
			},
			keepAliveTimeoutMs: number('keep-alive') * SECOND_MS,
			...(values.seed === '' ? {} : { seed: number('seed') }),
		},
	};
}

function naming<T>(name: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw new Error(`--${name}: ${error instanceof Error ? error.message : String(error)}`);
	}
}

function numberOf(value: unknown): number {
	const number = Number(value);
	if (value === '' || !(number >= 0)) throw new Error('has to be a number, 0 or more');
	return number;
}
