// `npm start`: sets the project up if it is not, then runs the main job on the stand-in sites.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ensureInstalled, pinnedNode, root } from './ensure-installed.mjs';

ensureInstalled();
const child = spawn(pinnedNode(), [`${root}bin/tidemark.mjs`, 'demo', ...process.argv.slice(2)], { stdio: 'inherit' });
// A terminal sends Ctrl-C to both processes; passed on, it would count twice.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
