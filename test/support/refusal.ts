import { type Failure, GatewayError } from '../../nodes/CcGateway/gateway/failure';

/** How work refuses its input; anything but GatewayError `invalid` is thrown on. */
export function refusalOf(work: () => unknown): Extract<Failure, { kind: 'invalid' }> {
	try {
		work();
	} catch (error) {
		if (error instanceof GatewayError && error.failure.kind === 'invalid') return error.failure;
		throw error;
	}
	throw new Error('It was not refused');
}
