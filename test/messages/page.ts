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

n8n shows the message first and what to do below it. With On Error set to Continue, or to Continue (using error output), a failed item is

\`\`\`json
{
  "error": {
    "message": "The agent has no such call (retcode 400-001)",
    "description": "The call may have ended, may not have begun yet, or may be another agent's. Check 'Agent ID' and 'Call ID'.",
    "retcode": "400-001",
    "attempts": 1
  }
}
\`\`\`

- \`error.message\` says what happened, and \`error.description\` what to do.
- \`error.retcode\` is there when the gateway refused: a workflow can branch on \`{{ $json.error.retcode }}\`.
- \`error.attempts\` counts how often the node tried; it is 0 for an item that it did not try.

The description says more where there is more to say:

- The gateway's own message, in quotes, if it has at most 200 characters and repeats nothing of what was sent. Otherwise nothing of it is shown. Of an answer that is not the gateway's, only status, length and type are told.
- The number of attempts, when there was more than one: "There were 3 attempts."
- "The call data may or may not have been stored", also before a refusal, when an earlier attempt of the same item got no answer.
- With On Error set to Stop Workflow, how far the node had come: "2 of 5 items had been written: 0 to 1." n8n counts items from 0.

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
