// First, before n8n-core reads the environment.
import { userFolder } from './n8n-environment';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { PackageDirectoryLoader, WorkflowExecute } from 'n8n-core';
import {
	type IConnections,
	type INode,
	type INodeExecutionData,
	type IPinData,
	type IRun,
	type IWorkflowSettings,
	Workflow,
} from 'n8n-workflow';
import { additionalDataFor } from './additional-data';
import { type CredentialData, CredentialStore, provideEncryptionKey } from './credentials';
import { collectLog } from './log';
import { NodeTypes } from './node-types';

const REPOSITORY = path.resolve(__dirname, '../..');

/** What n8n exports: the parts of a workflow that running it needs. */
export interface WorkflowJson {
	readonly name: string;
	readonly nodes: readonly INode[];
	readonly connections: IConnections;
	readonly pinData?: IPinData;
	readonly settings?: IWorkflowSettings;
}

/** What a run starts with and what ends it early. */
export interface RunOptions {
	/** Items that the trigger brings, instead of those pinned to it. */
	readonly items?: readonly INodeExecutionData[];
	/** Cancels the execution, as n8n's Stop button does. */
	readonly signal?: AbortSignal;
	/** Called before each node, by its name; n8n waits for it. */
	readonly beforeNode?: (name: string) => Promise<void>;
}

/** n8n's own engine with the built package in it. */
export interface Engine {
	/** The package as n8n has loaded it. */
	readonly loader: PackageDirectoryLoader;
	/** Everything logged since the start, at every level. */
	readonly logLines: readonly string[];
	/** How often a credential was resolved. */
	readonly credentialReads: number;
	/** Stores a credential; workflows refer to it by its name. */
	addCredential(type: string, name: string, data: CredentialData): Promise<void>;
	/** Runs a workflow from its trigger to its end, a failed or cancelled end as well. */
	run(workflow: WorkflowJson, options?: RunOptions): Promise<IRun>;
	/** Removes what the engine keeps on disk; the process's last engine is the one to stop. */
	stop(): Promise<void>;
}

/** Loads the built package, by default this repository's, into n8n-core. */
export async function startEngine(packageFolder = REPOSITORY): Promise<Engine> {
	provideEncryptionKey();
	const logLines = collectLog();
	const loader = new PackageDirectoryLoader(packageFolder);
	await loader.loadAll();
	const credentials = new CredentialStore(loader);
	const nodeTypes = new NodeTypes(loader);
	return {
		loader,
		logLines,
		get credentialReads() {
			return credentials.reads;
		},
		addCredential: (type, name, data) => credentials.add(type, name, data),
		run: (workflow, options = {}) => execute(workflow, options, nodeTypes, credentials),
		stop: () => rm(userFolder, { recursive: true, force: true }),
	};
}

/** The items that a node put out, on its first output unless told otherwise. */
export function outputOf(run: IRun, node: string, output = 0): readonly INodeExecutionData[] {
	return run.data.resultData.runData[node]?.at(-1)?.data?.['main']?.[output] ?? [];
}

/** What the user reads of the error that ended a run. */
export interface Failure {
	readonly name: string;
	readonly message: string;
	readonly description: string;
	readonly itemIndex: unknown;
}

/** The error that ended a run; a run that should have failed and has not is an error itself. */
export function failureOf(run: IRun): Failure {
	const { error } = run.data.resultData;
	if (error === undefined) throw new Error(`The run has not failed, it ended as ${run.status}`);
	const { name, message, description, context } = error;
	return { name, message, description: description ?? '', itemIndex: context['itemIndex'] };
}

async function execute(
	json: WorkflowJson,
	{ items, signal, beforeNode }: RunOptions,
	nodeTypes: NodeTypes,
	credentials: CredentialStore,
): Promise<IRun> {
	// Copied, because n8n fills the nodes' parameters with their defaults in place.
	const { name, nodes, connections, settings = {} } = structuredClone(json);
	const base = { id: 'test', name, nodes: [...nodes], connections, settings, active: false };
	const workflow = new Workflow({ ...base, nodeTypes });
	const trigger = workflow.getStartNode();
	if (trigger === undefined) throw new Error(`Workflow "${name}" has no trigger`);
	const pinned = items ?? json.pinData?.[trigger.name] ?? [{ json: {} }];

	const date = new Date();
	const additionalData = additionalDataFor(
		{ ...base, isArchived: false, createdAt: date, updatedAt: date, activeVersionId: null },
		'manual',
		credentials,
	);
	if (beforeNode) additionalData.hooks?.addHandler('nodeExecuteBefore', beforeNode);
	const running = new WorkflowExecute(additionalData, 'manual').run({
		workflow,
		startNode: trigger,
		pinData: { [trigger.name]: structuredClone([...pinned]) },
	});
	const cancel = () => {
		running.cancel();
	};
	signal?.addEventListener('abort', cancel);
	try {
		return await running;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}
