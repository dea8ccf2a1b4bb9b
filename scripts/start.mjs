// `npm start`: sets the project up if it is not, then runs the main job on the stand-in sites.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ensureInstalled, pinnedNode, root } from './ensure-installed.mjs';

ensureInstalled();
const child = spawn(pinnedNode(), [`${root}bin/tidemark.mjs`, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
