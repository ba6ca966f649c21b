import fc from 'fast-check';
import type { Fields } from './call-data';
import { type AgentIdMax, badCredential, goodCredentials } from './credential-fields';
import {
	goodNodeFields,
	type JudgedNode,
	judgedNodeFields,
	type NodeSample,
	wildNodeFields,
} from './node-item';

/** What n8n gives for one item: the fields of its credential and of the node. */
export interface Input {
	readonly credential: Fields;
	readonly fields: Fields;
}

/** Input for a gateway that takes agent IDs from 101 to `agentIdMax`. */
export interface Item extends Input {
	readonly agentIdMax: AgentIdMax;
}

/** An item whose fate is known. */
export type JudgedItem = Item & JudgedNode;

const MAXIMA = [59_999, 999_999] as const;

/** Items that are good throughout, or but for one field of the node or of the credential. */
export const judgedItems: fc.Arbitrary<JudgedItem> = fc.oneof(...MAXIMA.map(judged));

/** Items of which several fields may be anything. */
export const wildItems: fc.Arbitrary<Item> = fc.oneof(...MAXIMA.map(wild));

/** Credentials and nodes of which one at least has a Guid. */
function together<Node extends NodeSample>(
	agentIdMax: AgentIdMax,
	nodes: fc.Arbitrary<Node>,
): fc.Arbitrary<Node & { readonly credential: Fields }> {
	return fc
		.tuple(goodCredentials(agentIdMax), nodes)
		.filter(([{ session }, { means }]) => session.guid !== '' || means.guid !== '')
		.map(([{ fields: credential, session }, node]) => ({
			...node,
			credential,
			means: {
				...node.means,
				guid: node.means.guid || session.guid,
				cookie: node.means.cookie ?? (session.cookie || undefined),
			},
		}));
}

function judged(agentIdMax: AgentIdMax): fc.Arbitrary<JudgedItem> {
	const withBadCredential = fc
		.tuple(together(agentIdMax, goodNodeFields(agentIdMax)), badCredential)
		.map(([item, { label, fields }]) => ({
			...item,
			agentIdMax,
			credential: { ...item.credential, ...fields },
			bad: label,
		}));
	const withAnyNode = together(agentIdMax, judgedNodeFields(agentIdMax)).map((item) => ({
		...item,
		agentIdMax,
	}));
	return fc.oneof(
		{ weight: 7, arbitrary: withAnyNode },
		{ weight: 1, arbitrary: withBadCredential },
	);
}

function wild(agentIdMax: AgentIdMax): fc.Arbitrary<Item> {
	return fc
		.tuple(
			goodCredentials(agentIdMax),
			fc.array(badCredential, { maxLength: 1 }),
			wildNodeFields(agentIdMax),
		)
		.map(([credential, bad, fields]) => ({
			credential: { ...credential.fields, guid: 'a-guid', ...bad[0]?.fields },
			fields,
			agentIdMax,
		}));
}
