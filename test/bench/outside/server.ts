// A gateway reduced to the least: takes everything and answers success. Started by index.ts in a
// process of its own, with the identity on its command line.
import { createServer } from 'node:https';
import { parseFields, text } from '../../simulator/parse';

/** Longer than "success": answers of real gateways are. */
const ANSWER = JSON.stringify({ message: 'operation success', retcode: '0', result: {} });

function main(identity = parseFields(process.argv[2] ?? '') ?? {}): void {
	const server = createServer(
		{ key: text(identity, 'key'), cert: text(identity, 'cert'), keepAliveTimeout: 20_000 },
		(request, response) => {
			request.resume().on('end', () => {
				response.writeHead(200, {
					'Content-Type': 'application/json',
					'Content-Length': ANSWER.length,
				});
				response.end(ANSWER);
			});
		},
	);
	server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
	process.on('disconnect', () => {
		server.close();
		server.closeAllConnections();
	});
}

main();
