import { type Answer, htmlAnswer, jsonAnswer, meaningOf, type Reply } from './answers';
import type { AnswerFault } from './faults';
import { type Fields, parseFields } from './parse';

/** What the faults need to know of the request. */
export interface Spoilable {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
	/** Lets the gateway process the request; gives its answer. */
	readonly process: () => Promise<Answer>;
}

/** Gives the wrong answer that the fault asks for. */
export async function spoiltAnswer(fault: AnswerFault, request: Spoilable): Promise<Answer> {
	switch (fault.kind) {
		case 'html':
			return htmlAnswer(fault.status ?? 200, fault.text ?? 'Maintenance');
		case 'status':
			return plainAnswer(fault.status, `HTTP ${fault.status}`, retryAfter(fault));
		case 'redirect':
			return plainAnswer(fault.status ?? 302, '', { Location: fault.location });
		case 'retcode':
			return retcodeAnswer(fault, request);
		case 'missingRetcode': {
			const answer = await request.process();
			return { ...answer, body: JSON.stringify(without('retcode', parseFields(answer.body))) };
		}
		case 'notJson':
			return { ...(await request.process()), body: fault.body ?? 'OK' };
		case 'emptyBody':
			return { ...(await request.process()), body: '' };
		case 'echo':
			return echoAnswer(fault, request);
	}
}

function plainAnswer(
	status: number,
	body: string,
	headers: Readonly<Record<string, string>> = {},
): Answer {
	return { status, headers: { 'Content-Type': 'text/plain', ...headers }, body };
}

function retryAfter({ retryAfter }: Extract<AnswerFault, { kind: 'status' }>) {
	return retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
}

async function retcodeAnswer(
	{ retcode, message = meaningOf(String(retcode)) }: Extract<AnswerFault, { kind: 'retcode' }>,
	{ process }: Spoilable,
): Promise<Answer> {
	if (String(retcode) !== '0') return jsonAnswer({ result: {}, message, retcode });
	const answer = await process();
	const reply = parseFields(answer.body);
	return reply?.retcode === '0'
		? { ...answer, body: JSON.stringify({ ...reply, message, retcode }) }
		: answer;
}

function echoAnswer(
	{ as = 'json', retcode = '000-002' }: Extract<AnswerFault, { kind: 'echo' }>,
	{ headers, body }: Spoilable,
): Answer {
	const calldata = parseFields(body.toString('utf8'))?.calldata;
	const sent = typeof calldata === 'string' ? calldata : '';
	const message = [
		sent,
		Buffer.from(sent, 'base64').toString('utf8'),
		headers.guid ?? '',
		headers.cookie ?? '',
	].join(' ');
	const reply: Reply = { result: {}, message, retcode };
	return as === 'json' ? jsonAnswer(reply) : htmlAnswer(500, message);
}

function without(name: string, fields: Fields = {}): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}
