import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where n8n-core keeps its settings: a folder of this process, which the engine removes when it stops. */
export const userFolder = mkdtempSync(path.join(tmpdir(), 'cc-gateway-engine-'));

// n8n-core reads these once, when it is loaded: import this file before it.
process.env['N8N_USER_FOLDER'] = userFolder;
process.env['N8N_ENCRYPTION_KEY'] = 'a key for tests only';
process.env['N8N_LOG_LEVEL'] = 'debug';
// Neither console nor file: the engine collects the log itself.
process.env['N8N_LOG_OUTPUT'] = 'none';
