import { Container } from '@n8n/di';
import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	ICredentialsHelper,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

const EXECUTION_ID = '1';
const NO_URL = 'http://localhost:5678/';

/** What n8n's server hands to its engine beside the workflow: credentials, and much that is unused here. */
export function additionalDataFor(
	workflow: IWorkflowBase,
	mode: WorkflowExecuteMode,
	credentialsHelper: ICredentialsHelper,
): IWorkflowExecuteAdditionalData {
	return {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks(mode, EXECUTION_ID, workflow),
		executionId: EXECUTION_ID,
		currentNodeExecutionIndex: 0,
		variables: {},
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		executeWorkflow: notHere,
		getRunExecutionData: notHere,
		getRuntimeCredential: notHere,
		startRunnerTask: notHere,
		logAiEvent: () => undefined,
		restApiUrl: NO_URL,
		instanceBaseUrl: NO_URL,
		formBaseUrl: NO_URL,
		formWaitingBaseUrl: NO_URL,
		formTestBaseUrl: NO_URL,
		webhookBaseUrl: NO_URL,
		webhookWaitingBaseUrl: NO_URL,
		webhookTestBaseUrl: NO_URL,
		mcpBaseUrl: NO_URL,
		mcpTestBaseUrl: NO_URL,
	};
}

function notHere(): Promise<never> {
	return Promise.reject(new Error('The engine of the tests has no part for this'));
}
