import fc from 'fast-check';
import { type Field, notText, textSamples } from './sample';
import { headerText, notHeaderText } from './text';

/** A Guid, also as gateways hand it out: `JSESSIONID=<Guid>`. */
export const guidField: Field<string> = {
	label: 'Guid',
	good: fc.oneof(
		textSamples(headerText),
		fc
			.tuple(fc.constantFrom('JSESSIONID=', 'jsessionid=', 'JSESSIONID= '), headerText)
			.map(([prefix, means]) => ({ value: prefix + means, means })),
	),
	bad: fc.oneof({ weight: 2, arbitrary: notHeaderText }, notText),
};

/** A cookie for the load balancer. */
export const cookieField: Field<string> = {
	label: 'Session Cookie',
	good: textSamples(headerText),
	bad: guidField.bad,
};
