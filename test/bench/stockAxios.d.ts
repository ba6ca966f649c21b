/** axios as it is, with its adapter for Node.js; the build of the bench knows where it is. */
declare module 'stock-axios' {
	export { default } from 'axios';
}
