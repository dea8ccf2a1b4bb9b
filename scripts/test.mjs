// `npm test`: installs the packages if they are missing, then runs every test and closes with one plain count.
// With CI set or --install given, the system programs some tests need are installed by apt; else those tests are skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureInstalled, pinnedNode, root } from './ensure-installed.mjs';

const PROGRAMS = [
  { path: '/usr/bin/chromium', package: 'chromium' },
  { path: '/usr/bin/gallery-dl', package: 'gallery-dl' },
  { path: '/usr/lib/x86_64-linux-gnu/libvulkan.so.1', package: 'libvulkan1' },
];

const given = process.argv.slice(2);
ensureInstalled();
if (process.env.CI || given.includes('--install')) installPrograms();

const folder = mkdtempSync(join(tmpdir(), 'tidemark-test-'));
const file = join(folder, 'result.json');
const vitest = spawnSync(
  pinnedNode(),
  [
    `${root}node_modules/vitest/vitest.mjs`,
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...given.filter((argument) => argument !== '--install'),
  ],
  { cwd: root, stdio: 'inherit' },
);
const result = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { testResults: [] };
rmSync(folder, { recursive: true, force: true });

const tests = result.testResults.flatMap((suite) => suite.assertionResults);
const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
const skipped = tests.filter((test) => ['skipped', 'pending', 'todo', 'disabled'].includes(test.status));
for (const test of skipped) console.log(`skipped: ${test.fullName}`);

const passed = count('passed');
// A suite that fails before its first test counts as one failure.
const failed =
  count('failed') +
  result.testResults.filter((suite) => suite.status === 'failed' && suite.assertionResults.length === 0).length;
if (tests.length === 0) console.log('no test ran');
console.log(`${passed} passed, ${failed} failed, ${skipped.length} skipped`);
process.exit(vitest.status === 0 && failed === 0 && passed > 0 ? 0 : 1);

function installPrograms() {
  const missing = PROGRAMS.filter((program) => !existsSync(program.path)).map((program) => program.package);
  if (missing.length === 0) return;
  const apt = (...words) => {
    const command = process.getuid?.() === 0 ? ['apt-get', ...words] : ['sudo', 'apt-get', ...words];
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    return spawnSync(command[0], command.slice(1), { env, stdio: 'inherit' }).status === 0;
  };
  const isDone =
    apt('-q', '-o', 'DPkg::Lock::Timeout=300', 'update') &&
    apt('-q', '-o', 'DPkg::Lock::Timeout=300', 'install', '-y', '--no-install-recommends', ...missing);
  if (!isDone) {
    console.error(
      `could not install ${missing.join(', ')}; install them by hand: apt-get install ${missing.join(' ')}`,
    );
    process.exit(1);
  }
}
