import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';

const SAMPLE_EVERY_US = 250;

/**
 * Records where this process spends its CPU time from now on.
 * @param file takes the profile, in the form that Chrome's developer tools open
 * @returns what ends the recording and writes the file
 */
export async function startProfile(file: string): Promise<() => Promise<void>> {
	const session = new Session();
	session.connect();
	await post(session, 'Profiler.enable');
	await post(session, 'Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
	await post(session, 'Profiler.start');
	return async () => {
		const result = await post(session, 'Profiler.stop');
		session.disconnect();
		const isProfile = typeof result === 'object' && result !== null && 'profile' in result;
		if (isProfile) writeFileSync(file, JSON.stringify(result.profile));
	};
}

async function post(session: Session, method: string, parameters: object = {}): Promise<unknown> {
	return await new Promise((resolve, reject) => {
		session.post(method, parameters, (error, result) => {
			if (error === null) resolve(result);
			else reject(error);
		});
	});
}
