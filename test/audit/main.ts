import { auditBundled } from './audit';

auditBundled().then(
	({ text, isClean }) => {
		console.log(text);
		process.exitCode = isClean ? 0 : 1;
	},
	(error: unknown) => {
		console.error(error);
		process.exitCode = 1;
	},
);
