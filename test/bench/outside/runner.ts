// Measures the ways outside n8n, side by side, in a process of its own: `node runner.js ORDER`, where
// ORDER is JSON with the server, how many rounds, and how many requests in each.
import { at } from '../../n8n/json';
import { amount, type Fields, parseFields, text } from '../../simulator/parse';
import { orderOf } from '../order';
import { type Way, waysTo } from './contenders';
import { OUTSIDE_BYTES, type OutsideSample } from './names';

/** As many at once as the node by default. */
const AT_ONCE = 10;

async function main(order: Fields = parseFields(process.argv[2] ?? '') ?? {}): Promise<void> {
	const server = {
		host: text(order, 'host'),
		port: amount(order, 'port'),
		ca: text(order, 'ca'),
	};
	const ways = [...waysTo(server)];
	const requests = amount(order, 'requests');
	const samples: OutsideSample[] = [];
	for (const bytes of OUTSIDE_BYTES) {
		for (const [, way] of ways) await play(way, bytes, requests);
		for (let round = 0; round < amount(order, 'rounds'); round++) {
			for (const [name, way] of orderOf(ways, round)) {
				samples.push({ way: name, bytes, ...(await play(way, bytes, requests)) });
			}
		}
	}
	process.send?.({ samples });
	process.disconnect();
	process.exit();
}

async function play(
	way: Way,
	bytes: number,
	requests: number,
): Promise<Pick<OutsideSample, 'perSecond' | 'cpuUs'>> {
	let begun = 0;
	const goOn = async (): Promise<void> => {
		while (begun < requests) {
			const text = `Jane Doe ${begun++}, `.padEnd(bytes, 'gold customer; ');
			if (at(await way(text), 'retcode') !== '0') throw new Error('The answer is not a success');
		}
	};
	const cpu = process.cpuUsage();
	const startMs = performance.now();
	await Promise.all(Array.from({ length: AT_ONCE }, goOn));
	const ms = performance.now() - startMs;
	const { user, system } = process.cpuUsage(cpu);
	return { perSecond: (1000 * requests) / ms, cpuUs: (user + system) / requests };
}

void main();
