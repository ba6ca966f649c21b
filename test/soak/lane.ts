import type { ActiveWorkflow } from '../n8n/webhookWorkflow';
import type { SeenRequest } from '../simulator';
import { type Books, CallBook } from './books';
import type { Gateway } from './gateway';

const VALUES_PER_CALL = 10;

/** One agent at work: call after call, several values for each, one value after the other. */
export class Lane {
	private call: CallBook | undefined;

	/** Signs the agent in. */
	constructor(
		private readonly agentId: string,
		private readonly gateway: Gateway,
		private readonly workflow: ActiveWorkflow,
		private readonly books: Books,
	) {
		gateway.simulator.signIn(agentId);
	}

	/** Sends the agent's next value and waits for the answer; to be called again only after that. */
	async send(): Promise<void> {
		const { agentId, books, gateway, workflow } = this;
		const call = this.callWithRoom();
		const { callId } = call;
		const customer = call.nextValue();
		const sentAtMs = Date.now();
		books.begin();
		const answer = await workflow
			.post({ agentId, callId, customer, guid: gateway.newestGuid(agentId) })
			.catch((reason: unknown) => toError(reason));
		call.enter(customer, books.end(answer, this.requestsSince(sentAtMs, callId)));
	}

	/** Ends the agent's call. */
	finish(): void {
		if (this.call !== undefined) this.end(this.call);
	}

	private requestsSince(sentAtMs: number, callId: string): SeenRequest[] {
		const { requests } = this.gateway.simulator;
		const before = requests.findLastIndex(({ atMs }) => atMs < sentAtMs);
		return requests.slice(before + 1).filter((request) => request.callId === callId);
	}

	private callWithRoom(): CallBook {
		if (this.call?.values === VALUES_PER_CALL) this.end(this.call);
		this.call ??= new CallBook(this.gateway.simulator.startCall(this.agentId));
		return this.call;
	}

	private end(call: CallBook): void {
		const { simulator } = this.gateway;
		this.call = undefined;
		simulator.endCall(call.callId);
		this.books.close(call, simulator.history(call.callId));
	}
}

function toError(reason: unknown): Error {
	return reason instanceof Error ? reason : new Error(String(reason));
}
