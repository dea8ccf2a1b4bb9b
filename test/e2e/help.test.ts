import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { BIN, emptyFolder, tidemark } from '../support/cli.ts';

const COMMANDS = [
  'demo',
  'sandbox',
  'crawl',
  'import',
  'replay',
  'analyze',
  'simulate',
  'report',
  'shares',
  'loop',
  'train',
  'export',
  'snapshot',
  'doctor',
];
const printLoaded = resolve(import.meta.dirname, '../support/print-loaded.mjs');

test('help names every command', async () => {
  const { code, stdout } = await tidemark(['--help'], { cwd: emptyFolder() });
  expect(code).toBe(0);
  for (const command of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test.each([[], ...COMMANDS.map((command) => [command])])(
  'help of "%s" loads commander and no other package',
  async (...words) => {
    const { code, stdout } = await tidemark([...words, '--help'], {
      cwd: emptyFolder(),
      nodeArguments: ['--import', printLoaded],
    });
    expect(code).toBe(0);
    const packages = [...stdout.matchAll(/^loaded .*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//gm)].map(
      (match) => match[1],
    );
    expect([...new Set(packages)]).toEqual(['commander']);
  },
);

test.each(COMMANDS)('help of %s has an example', async (command) => {
  const { stdout } = await tidemark([command, '--help'], { cwd: emptyFolder() });
  expect(stdout).toMatch(/Examples?:\n {2}tidemark /);
});

test.each([
  [['crwal'], /unknown command 'crwal'[\s\S]*crawl/],
  [['export', 'uploads'], /--out/],
  [['export', 'paintings', '--out', 'x'], /uploads, artists, shares, share-estimates/],
  [['export', 'uploads', '--by', 'tag', '--out', 'x'], /--by goes with the table months/],
  [['import', 'table', 'x.csv'], /--map/],
  [['sandbox', '--port', 'seven'], /whole number/],
  [['sandbox', '--port', '65534'], /at most 65533/],
  [['crawl', 'danbooru', '--artist', ''], /Expected a name/],
  [['analyze', '--from', '2021'], /2021-01/],
])('%j is wrong usage: exit code 2 and what was expected', async (words, expected) => {
  const { code, stderr } = await tidemark(words, { cwd: emptyFolder() });
  expect(stderr).toMatch(expected);
  expect(code).toBe(2);
});

test('a reader that goes away ends the program quietly', async () => {
  const { code, stdout, stderr } = await new Promise<{ code: number | null; stdout: string; stderr: string }>(
    (done) => {
      const command = `"${process.execPath}" "${BIN}" --help | head -n 1`;
      execFile('bash', ['-c', `set -o pipefail; ${command}`], (error, stdout, stderr) =>
        done({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    },
  );
  expect(stdout).toMatch(/^Usage: tidemark/);
  expect(stderr).toBe('');
  expect(code).toBe(0);
});
