import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FailOptions, RestartOptions, Simulator } from './api';
import type { CallKind, SetValue } from './call';
import { type Authority, createAuthority, type ServerIdentity } from './certificates';
import { type ControlServer, serveControl } from './control';
import type { Gateway } from './exchange';
import { type FaultMatch, FaultPlan } from './faultPlan';
import type { Fault } from './faults';
import { type GatewayServer, serveGateway } from './server';
import type { Ticket } from './session';
import { settingsOf, type SimulatorOptions } from './settings';
import { GatewayState } from './state';
import { type SeenRequest, Traffic } from './traffic';

const TICK_MS = 250;

/** Starts a gateway simulator with its control interface. Rejects when a port is taken. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const settings = settingsOf(options);
	const gateway: Gateway = {
		settings,
		state: new GatewayState(settings, newTicket),
		faults: new FaultPlan(settings.seed),
		traffic: new Traffic(),
	};
	const authority = await createAuthority(settings);
	const identity = await authority.issue(settings.certificate);
	const server = await serveGateway(gateway, identity, settings.port);
	const simulator = new RunningSimulator(gateway, authority, identity, server);
	try {
		await simulator.openControl();
	} catch (error) {
		await simulator.stop();
		throw error;
	}
	return simulator;
}

class RunningSimulator implements Simulator {
	readonly host: string;
	readonly port: number;
	readonly url: string;
	private control: ControlServer | undefined;
	private isStopped = false;
	private readonly clock: NodeJS.Timeout;

	constructor(
		private readonly gateway: Gateway,
		private readonly authority: Authority,
		private identity: ServerIdentity,
		private server: GatewayServer,
	) {
		const { host } = gateway.settings;
		this.host = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host;
		this.port = server.port;
		this.url = `https://${this.host.includes(':') ? `[${this.host}]` : this.host}:${this.port}`;
		this.clock = setInterval(() => {
			gateway.state.sessions.tick();
		}, TICK_MS).unref();
	}

	get ca(): string {
		return this.identity.ca;
	}

	get controlUrl(): string {
		return this.control?.url ?? '';
	}

	get seed(): number {
		return this.gateway.settings.seed;
	}

	get requests(): readonly SeenRequest[] {
		return this.gateway.traffic.requests;
	}

	get requestCount(): number {
		return this.gateway.traffic.requestCount;
	}

	get connections(): number {
		return this.gateway.traffic.connections;
	}

	get handshakes(): number {
		return this.gateway.traffic.handshakes;
	}

	get resumedHandshakes(): number {
		return this.gateway.traffic.resumedHandshakes;
	}

	get failedHandshakes(): number {
		return this.gateway.traffic.failedHandshakes;
	}

	get openSockets(): number {
		return this.server.openSockets;
	}

	async openControl(): Promise<void> {
		this.control = await serveControl(this, this.gateway.settings.controlPort);
	}

	signIn(agentId: string): Ticket {
		return this.gateway.state.sessions.signIn(agentId);
	}

	signOut(agentId: string): void {
		this.gateway.state.sessions.signOut(agentId);
	}

	renewGuid(agentId: string): string {
		return this.gateway.state.sessions.renew(agentId);
	}

	startCall(agentId: string, callId?: string, kind?: CallKind): string {
		return this.gateway.state.startCall(agentId, callId, kind).callId;
	}

	endCall(callId: string): void {
		this.gateway.state.endCall(callId);
	}

	moveCall(callId: string, toAgentId: string): void {
		this.gateway.state.moveCall(callId, toAgentId);
	}

	joinCall(callId: string, agentId: string): void {
		this.gateway.state.joinCall(callId, agentId);
	}

	leaveCall(callId: string, agentId: string): void {
		this.gateway.state.leaveCall(callId, agentId);
	}

	callsOf(agentId: string): readonly string[] {
		return this.gateway.state.calls.activeOf(agentId).map(({ callId }) => callId);
	}

	callData(callId: string): string | undefined {
		return this.gateway.state.calls.get(callId)?.data?.toString('utf8');
	}

	history(callId: string): readonly string[] {
		return this.timedHistory(callId).map(({ value }) => value);
	}

	timedHistory(callId: string): readonly SetValue[] {
		return this.gateway.state.calls.get(callId)?.values ?? [];
	}

	failNext(fault: Fault, { times = 1, ...match }: FailOptions = {}): void {
		this.gateway.faults.failNext(fault, times, match);
	}

	failAtRate(rate: number, faults: readonly Fault[], match: FaultMatch = {}): void {
		this.gateway.faults.failAtRate(rate, faults, match);
	}

	dropIdleConnections(): void {
		this.server.dropIdleConnections();
	}

	reset(): void {
		this.gateway.state.clear();
		this.gateway.faults.clear();
		this.gateway.traffic.clear();
	}

	async restart({ downMs = 0, certificate }: RestartOptions = {}): Promise<void> {
		await this.server.close();
		if (certificate !== undefined) this.identity = await this.authority.issue(certificate);
		await sleep(downMs);
		if (this.isStopped) return;
		this.server = await serveGateway(this.gateway, this.identity, this.port);
	}

	async stop(): Promise<void> {
		this.isStopped = true;
		clearInterval(this.clock);
		await Promise.all([this.server.close(), this.control?.close()]);
	}
}

function newTicket(): Ticket {
	return {
		guid: `${randomUUID()}.AgentGateway1`,
		cookie: `huaweielbsession=${randomBytes(16).toString('hex')}`,
	};
}
