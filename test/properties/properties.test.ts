import { generatedCases } from './cases';
import './items';
import './options';
import './credentials';
import './replies';

test('these are at least 100,000 cases', () => {
	expect(generatedCases()).toBeGreaterThanOrEqual(100_000);
});
