import type { CallKind, SetValue } from './call';
import type { FaultMatch } from './faultPlan';
import type { Fault } from './faults';
import type { Ticket } from './session';
import type { CertificateKind } from './settings';
import type { SeenRequest } from './traffic';

/** Which requests `failNext` is for, and how many of them (default 1). */
export interface FailOptions extends FaultMatch {
	readonly times?: number;
}

/** What `restart` takes. */
export interface RestartOptions {
	/** How long nobody listens; default 0 ms. */
	readonly downMs?: number;
	/** The server certificate from then on; default: the same as before. */
	readonly certificate?: CertificateKind;
}

/** A running gateway simulator. */
export interface Simulator {
	/** Address to connect to. */
	readonly host: string;
	readonly port: number;
	/** `https://host:port`, without a path. */
	readonly url: string;
	/** PEM to trust: the simulator's CA; for a self-signed certificate that certificate itself. */
	readonly ca: string;
	/** `http://127.0.0.1:port` of the control interface. */
	readonly controlUrl: string;
	/** Seed of the generator behind `failAtRate`. */
	readonly seed: number;
	/** The newest 10,000 requests, oldest first; entries under way fill in later. */
	readonly requests: readonly SeenRequest[];
	readonly requestCount: number;
	/** TCP connections that were opened. */
	readonly connections: number;
	/** TLS handshakes that were completed, full and resumed. */
	readonly handshakes: number;
	/** Those of them that resumed a session. */
	readonly resumedHandshakes: number;
	/** TLS handshakes that were not completed. */
	readonly failedHandshakes: number;
	/** TCP connections that are open now. */
	readonly openSockets: number;
	/** Signs an agent in without HTTP; an older session of the agent ends. */
	signIn(agentId: string): Ticket;
	/**
	 * Renews the agent's Guid now and gives the new one; the next poll or handshake hands it out, too.
	 * Throws when the agent is not signed in.
	 */
	renewGuid(agentId: string): string;
	/** Ends the agent's session without HTTP. */
	signOut(agentId: string): void;
	/** Starts a call and gives its id. Throws when a call with this id is active. */
	startCall(agentId: string, callId?: string, kind?: CallKind): string;
	/** Ends a call for all who are in it; its history stays. Throws when there is no such active call. */
	endCall(callId: string): void;
	/** Transfers a call: from now on only this agent is in it. Throws when there is no such active call. */
	moveCall(callId: string, toAgentId: string): void;
	/**
	 * Makes a call a conference: the agent comes in beside those who are in it. Throws when there is no
	 * such active call, or the agent is in it.
	 */
	joinCall(callId: string, agentId: string): void;
	/**
	 * Takes an agent out of a call; it ends with the last one. Throws when the agent is not in it.
	 */
	leaveCall(callId: string, agentId: string): void;
	/** The agent's active calls, in the order in which the agent came into them: the last is current. */
	callsOf(agentId: string): readonly string[];
	/** The call's data as original text; undefined when none was set. */
	callData(callId: string): string | undefined;
	/** Every value that was set, in order, as original text. */
	history(callId: string): readonly string[];
	/** The same with time, agent, and the place among all values that were set. */
	timedHistory(callId: string): readonly SetValue[];
	/** Plans a fault for the next matching request, or the next `times`. */
	failNext(fault: Fault, options?: FailOptions): void;
	/** A share of the matching requests (0 to 1) meets one of the faults, until it is set to 0. */
	failAtRate(rate: number, faults: readonly Fault[], match?: FaultMatch): void;
	/** Destroys all kept-alive connections that wait for a request. */
	dropIdleConnections(): void;
	/** Forgets counters, requests, faults, agents, calls. Open connections stay. */
	reset(): void;
	/** Drops all connections and listens again on the same port; the state stays. */
	restart(options?: RestartOptions): Promise<void>;
	/** Stops listening and drops all connections. */
	stop(): Promise<void>;
}
