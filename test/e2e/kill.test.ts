import { afterAll, beforeAll, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startTidemark, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, SITES, type Site, THRESHOLD } from '../support/sandbox.ts';

const KILLS = 4;
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

test.each(SITES)('a crawl of %s killed again and again ends with the tables of one that never was', async (site) => {
  const whole = emptyFolder();
  configure(whole, sandbox);
  const start = performance.now();
  expect((await tidemark(crawlWords(site), { cwd: whole })).code).toBe(0);
  const duration = performance.now() - start;

  const killed = emptyFolder();
  configure(killed, sandbox);
  const rng = createRng(`kill ${site}`);
  let kills = 0;
  for (let i = 0; i < KILLS; i++) {
    const { child, finished } = startTidemark(crawlWords(site), { cwd: killed });
    const timer = setTimeout(() => child.kill('SIGKILL'), duration * (0.2 + 0.5 * rng.uniform()));
    const { signal } = await finished;
    clearTimeout(timer);
    kills += signal === 'SIGKILL' ? 1 : 0;
  }
  expect(kills).toBeGreaterThanOrEqual(1);
  expect((await tidemark(crawlWords(site), { cwd: killed })).code).toBe(0);

  for (const table of ['uploads', 'artists', 'coverage']) {
    expect(await timeless(table, killed), table).toEqual(await timeless(table, whole));
  }
});

function crawlWords(site: Site): string[] {
  return ['crawl', site, '--sample', '60', ...THRESHOLD[site], '--seed', '3'];
}

/** A table without the times at which it was observed. */
async function timeless(table: string, cwd: string): Promise<string[]> {
  const rows = await exported(table, { cwd });
  expect(rows.length).toBeGreaterThan(0);
  return rows.map((row) => JSON.stringify(row, (key, value) => (/_seen_at$/.test(key) ? undefined : value)));
}
