import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startTidemark, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, SITES, type Site, THRESHOLD } from '../support/sandbox.ts';

/** Crawls that are killed and resumed; over the three sites they are thirty at night. */
const ROUNDS = Array.from({ length: process.env.TIDEMARK_NIGHTLY ? 10 : 1 }, (_, round) => round);
const KILLS = 4;
const TABLES = ['uploads', 'artists', 'coverage'] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

describe.each(SITES)('a crawl of %s', (site) => {
  let whole: Map<string, string[]>;
  let durationMs: number;
  beforeAll(async () => {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    const start = performance.now();
    expect((await tidemark(crawlWords(site), { cwd })).code).toBe(0);
    durationMs = performance.now() - start;
    whole = await tablesOf(cwd);
  });

  test.each(ROUNDS)('killed again and again ends with the tables of one that never was (round %i)', async (round) => {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    const rng = createRng(`kill ${site} ${round}`);
    let kills = 0;
    for (let i = 0; i < KILLS; i++) {
      const { child, finished } = startTidemark(crawlWords(site), { cwd });
      const timer = setTimeout(() => child.kill('SIGKILL'), durationMs * (0.2 + 0.5 * rng.uniform()));
      const { signal } = await finished;
      clearTimeout(timer);
      kills += signal === 'SIGKILL' ? 1 : 0;
    }
    expect(kills).toBeGreaterThanOrEqual(1);
    expect((await tidemark(crawlWords(site), { cwd })).code).toBe(0);
    const resumed = await tablesOf(cwd);
    for (const table of TABLES) expect(resumed.get(table), table).toEqual(whole.get(table));
  });
});

function crawlWords(site: Site): string[] {
  return ['crawl', site, '--sample', '60', ...THRESHOLD[site], '--seed', '3'];
}

/** The tables without the times at which they were observed. */
async function tablesOf(cwd: string): Promise<Map<string, string[]>> {
  const tables = new Map<string, string[]>();
  for (const table of TABLES) {
    const rows = await exported(table, { cwd });
    expect(rows.length).toBeGreaterThan(0);
    const timeless = (key: string, value: unknown) => (/_seen_at$/.test(key) ? undefined : value);
    tables.set(
      table,
      rows.map((row) => JSON.stringify(row, timeless)),
    );
  }
  return tables;
}
