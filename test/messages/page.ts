import { format, resolveConfig } from 'prettier';
import type { Explanation } from '../../nodes/CcGateway/words';
import { failureMessages } from './failures';
import { inputMessages } from './inputs';

/** The page of all messages, as Prettier wants the file to be. */
export async function composePage(file: string): Promise<string> {
	const settings = await resolveConfig(file);
	return await format(compose(), { ...settings, filepath: file });
}

function compose(): string {
	const sections = { 'Before anything is sent': inputMessages(), ...failureMessages() };
	const parts = Object.entries(sections).map(
		([title, messages]) => `## ${title}\n\n${tableOf(messages)}`,
	);
	return `# Messages

Everything that the node and the test of its credential say when something is wrong. What changes from case to case is shown by an example. This page is written by \`npm run messages\` from the code itself.

n8n shows the message first and what to do below it. With On Error set to Continue, the message is the output item's \`error\`. Where it says more:

- The number of tries, when there was more than one: "The request was tried 3 times."
- With On Error set to Stop Workflow, how far the node had come: "2 of 5 items had been written."
- The gateway's own message, or the beginning of an answer that is not the gateway's, in quotes. Call data, Guid and cookie are cut out of it.

${parts.join('\n\n')}
`;
}

function tableOf(messages: readonly Explanation[]): string {
	const rows = messages.map(
		({ message, description }) => `| ${escape(message)} | ${escape(description)} |`,
	);
	return ['| Message | What to do |', '| --- | --- |', ...new Set(rows)].join('\n');
}

function escape(text: string): string {
	return text.replaceAll('|', '\\|');
}
