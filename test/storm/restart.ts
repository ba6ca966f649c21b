import { once } from 'node:events';
import { connect } from 'node:tls';
import type { Simulator } from '../simulator';

/** A restart of the gateway. */
export interface Restart {
	/** From when to when nobody listened, in ms since 1970. */
	readonly fromMs: number;
	readonly toMs: number;
	/** Whether the gateway came back with another certificate. */
	readonly isNewCertificate: boolean;
}

/** Restarts the gateway as at the renewal of its certificate: a new one, from the same CA. */
export async function restart(simulator: Simulator, downMs: number): Promise<Restart> {
	const before = await fingerprintOf(simulator);
	const fromMs = Date.now();
	await simulator.restart({ downMs, certificate: 'valid' });
	const toMs = Date.now();
	return { fromMs, toMs, isNewCertificate: (await fingerprintOf(simulator)) !== before };
}

async function fingerprintOf({ host, port, ca }: Simulator): Promise<string> {
	const socket = connect({ host, port, ca });
	await once(socket, 'secureConnect');
	const { fingerprint256 } = socket.getPeerCertificate();
	socket.destroy();
	return fingerprint256;
}
