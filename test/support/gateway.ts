import type { Simulator } from '../simulator';
import type { CredentialData } from './credentials';

/** An agent of the simulator who is signed in and has a call. */
export interface Agent {
	readonly agentId: string;
	readonly guid: string;
	readonly cookie: string;
	readonly callId: string;
}

/** Signs an agent in and puts a call through to it. */
export function putThrough(simulator: Simulator, agentId: string, callId?: string): Agent {
	const ticket = simulator.signIn(agentId);
	return { agentId, ...ticket, callId: simulator.startCall(agentId, callId) };
}

/** The credential as a user fills it in for this simulator: its CA is trusted, nothing else. */
export function credentialFor(
	simulator: Simulator,
	guid: string,
	more: CredentialData = {},
): CredentialData {
	return { host: simulator.host, port: simulator.port, ca: simulator.ca, guid, ...more };
}
