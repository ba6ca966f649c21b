import { removeOwnFolders } from './temporaryFolder';

/** Jest's global teardown: inside a test file the end of the process goes unnoticed. */
export default removeOwnFolders;
