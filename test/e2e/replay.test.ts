import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startTidemark, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, SITES, THRESHOLD } from '../support/sandbox.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS, detail: 'open' });
});
afterEach(() => sandbox.close().catch(() => {})); // most tests close it themselves

test.each(SITES)('a crawl of %s, labels included, comes out of its archive again with the site gone', async (site) => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const words = ['crawl', site, '--sample', '6', ...THRESHOLD[site], '--seed', '5', '--labels', 'detail'];
  expect((await tidemark(words, { cwd })).code).toBe(0);
  await sandbox.close();

  const { code, stderr } = await tidemark(['replay', ...runs(cwd), '--into', 'again/data'], { cwd });
  expect(stderr).not.toMatch(/stopped early/);
  expect(code).toBe(0);
  await expectSameTables(cwd, join(cwd, 'again'));
});

test('a killed crawl and the one that went on from it are replayed together', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const words = ['crawl', 'danbooru', '--sample', '60', ...THRESHOLD.danbooru, '--seed', '3'];
  const { child, finished } = startTidemark(words, { cwd });
  child.stderr!.on('data', (text: string) => {
    if (/histories: \d+ of 60/.test(text)) setTimeout(() => child.kill('SIGKILL'), 100);
  });
  expect((await finished).signal).toBe('SIGKILL');
  const [killed] = runs(cwd);
  expect((await tidemark(words, { cwd })).code).toBe(0);
  await sandbox.close();

  const part = await tidemark(['replay', killed!, '--into', 'part/data', '--json'], { cwd });
  expect(part.code).toBe(3);
  const { problems } = JSON.parse(part.stdout) as { problems: { reason: string }[] };
  expect(problems.length).toBeGreaterThan(0);
  for (const { reason } of problems) expect(reason).toMatch(/the archive ends here/);

  expect((await tidemark(['replay', ...runs(cwd), '--into', 'again/data'], { cwd })).code).toBe(0);
  await expectSameTables(cwd, join(cwd, 'again'));
});

test('a crawl and its recrawls are replayed one after the other', async () => {
  const cwd = emptyFolder();
  configure(cwd, sandbox);
  const words = ['crawl', 'artstation', '--sample', '12', '--strata', '0,2000', '--seed', '8'];
  expect((await tidemark(words, { cwd })).code).toBe(0);
  expect((await tidemark([...words, '--recrawl', 'full'], { cwd })).code).toBe(0);
  expect((await tidemark([...words, '--recrawl', 'incremental'], { cwd })).code).toBe(0);
  await sandbox.close();

  expect(runs(cwd)).toHaveLength(3);
  for (const run of runs(cwd)) {
    expect(await tidemark(['replay', run, '--into', 'again/data'], { cwd })).toMatchObject({ code: 0 });
  }
  await expectSameTables(cwd, join(cwd, 'again'));
  const together = await tidemark(['replay', ...runs(cwd), '--into', 'together'], { cwd });
  expect(together).toMatchObject({ code: 1, stderr: expect.stringContaining('replay them apart') });
});

test('a replay into the data folder itself, or of a run that is not there, is refused', async () => {
  const cwd = emptyFolder();
  expect(await tidemark(['replay', 'some-run', '--into', 'data'], { cwd })).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('another folder'),
  });
  expect(await tidemark(['replay', 'some-run', '--into', 'again'], { cwd })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('some-run'),
  });
});

function runs(cwd: string): string[] {
  return readdirSync(join(cwd, 'data/raw')).sort();
}

/** Equal but for the times of observation. */
async function expectSameTables(crawled: string, replayed: string): Promise<void> {
  for (const table of ['uploads', 'artists', 'coverage']) {
    const [before, after] = await Promise.all([timeless(table, crawled), timeless(table, replayed)]);
    expect(before.length).toBeGreaterThan(0);
    expect(after, table).toEqual(before);
  }
}

async function timeless(table: string, cwd: string): Promise<string[]> {
  const rows = await exported(table, { cwd });
  return rows.map((row) => JSON.stringify(row, (key, value) => (/_seen_at$/.test(key) ? undefined : value))).sort();
}
