#!/usr/bin/env node
// Runs Tidemark on the pinned Node with its compile cache on; started by an older Node, it starts the pinned one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const LEAST_MAJOR = 24;
const pinned = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
const isOld = Number(process.versions.node.split('.')[0]) < LEAST_MAJOR;

if (isOld && existsSync(pinned)) {
  const child = spawn(pinned, process.argv.slice(1), { stdio: 'inherit' });
  // A terminal sends Ctrl-C to both processes. Passed on as the other signal, what both were sent does not count twice.
  // On Windows a console reaches both as well, and a signal from here would end the child at once.
  const passOn = (signal) => process.platform !== 'win32' && child.kill(signal);
  process.on('SIGINT', () => passOn('SIGTERM'));
  process.on('SIGTERM', () => passOn('SIGINT'));
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
} else if (isOld) {
  console.error(
    `Tidemark needs Node ${LEAST_MAJOR} or newer and found ${process.versions.node}: run npm ci, which brings it.`,
  );
  process.exit(1);
} else {
  module.enableCompileCache();
  const { main } = await import('../src/cli/main.ts');
  await main(process.argv.slice(2));
}
