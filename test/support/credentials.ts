import { Container } from '@n8n/di';
import {
	Cipher,
	Credentials,
	EncryptionKeyProxy,
	getAdditionalKeys,
	InstanceSettings,
	type PackageDirectoryLoader,
} from 'n8n-core';
import {
	type ICredentialDataDecryptedObject,
	type ICredentialsExpressionResolveValues,
	ICredentialsHelper,
	type IExecuteData,
	type INodeCredentialsDetails,
	type INodeProperties,
	type IWorkflowExecuteAdditionalData,
	NodeHelpers,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

/** What a user fills into a credential's form; a text that starts with "=" is an expression. */
export type CredentialData = Record<string, string | number | boolean>;

/** Gives n8n-core the key that n8n itself would read from its database. */
export function provideEncryptionKey(): void {
	const value = Container.get(Cipher).encryptDEKWithInstanceKey(
		Container.get(InstanceSettings).encryptionKey,
	);
	const key = { id: 'tests', value, algorithm: 'aes-256-cbc', format: 'no-prefix' } as const;
	Container.get(EncryptionKeyProxy).setProvider({
		getActiveKey: () => Promise.resolve(key),
		getKeyById: () => Promise.resolve(null),
		getLegacyKey: () => Promise.resolve(key),
	});
}

/** Keeps credentials encrypted and resolves them per item, the way n8n's server does. */
export class CredentialStore extends ICredentialsHelper {
	readonly #stored: Credentials<CredentialData>[] = [];
	readonly #loader: PackageDirectoryLoader;
	/** How often one was resolved. */
	reads = 0;

	constructor(loader: PackageDirectoryLoader) {
		super();
		this.#loader = loader;
	}

	/** Encrypts and stores a credential; one with the same name is replaced. */
	async add(type: string, name: string, data: CredentialData): Promise<void> {
		const credential = new Credentials<CredentialData>({ id: null, name }, type);
		await credential.setData(data);
		this.#stored.unshift(credential);
	}

	override getCredentials(
		wanted: INodeCredentialsDetails,
		type: string,
	): Promise<Credentials<CredentialData>> {
		// By name: that is how n8n's import connects a workflow from elsewhere with a credential.
		const found = this.#stored.find((one) => one.type === type && one.name === wanted.name);
		if (found === undefined) {
			throw new Error(`Credential "${wanted.name}" does not exist for type "${type}".`);
		}
		return Promise.resolve(found);
	}

	override async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		wanted: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		at?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads += 1;
		const data = await (await this.getCredentials(wanted, type)).getData();
		if (raw === true || at === undefined) return data;
		const properties = this.getCredentialsProperties(type);
		const filled = NodeHelpers.getNodeParameters(properties, data, true, false, null, null);
		const original = { ...filled, ...data };
		const resolved = at.workflow.expression.getParameterValue(
			original,
			at.runExecutionData,
			at.runIndex,
			at.itemIndex,
			at.node.name,
			at.connectionInputData,
			mode,
			getAdditionalKeys(additionalData, mode, null),
			executeData,
			false,
			original,
		);
		if (!isCredentialData(resolved)) throw new Error(`Credential "${wanted.name}" is no object`);
		return resolved;
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		return this.#loader.getCredential(type).type.properties;
	}

	override getParentTypes(): string[] {
		return [];
	}

	override isCredentialUsableByNode(): boolean {
		return true;
	}

	override authenticate(): Promise<never> {
		return unused();
	}

	override preAuthentication(): Promise<never> {
		return unused();
	}

	override runPreAuthentication(): Promise<never> {
		return unused();
	}

	override updateCredentials(): Promise<never> {
		return unused();
	}

	override updateCredentialsOauthTokenData(): Promise<never> {
		return unused();
	}
}

/** As n8n's server does, it takes whatever an expression in a field has given. */
function isCredentialData(resolved: unknown): resolved is ICredentialDataDecryptedObject {
	return typeof resolved === 'object' && resolved !== null;
}

function unused(): Promise<never> {
	return Promise.reject(new Error('The engine of the tests has no part for this'));
}
