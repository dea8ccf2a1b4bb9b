import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng, type Rng } from '../../src/core/rng.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, startTidemark, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS, SITES, type Site, THRESHOLD } from '../support/sandbox.ts';

/** Crawls that are killed and resumed; over the three sites they are thirty at night. */
const ROUNDS = Array.from({ length: process.env.TIDEMARK_NIGHTLY ? 10 : 1 }, (_, round) => round);
const KILLS = 4;
const TABLES = ['uploads', 'artists', 'coverage', 'months'] as const;

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ ports: FREE_PORTS });
});
afterAll(() => sandbox.close());

describe.each(SITES)('a crawl of %s', (site) => {
  let whole: Map<string, string[]>;
  let wholeMs: number;
  beforeAll(async () => {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    const start = performance.now();
    expect((await tidemark(crawlWords(site), { cwd })).code).toBe(0);
    wholeMs = performance.now() - start;
    whole = await tablesOf(cwd);
  });

  test.each(ROUNDS)(
    'killed again and again ends with the tables of one that never was, and nothing withdrawn (round %i)',
    async (round) => {
      const cwd = await killedCrawl(site, createRng(`kill ${site} ${round}`), wholeMs);
      expect((await tidemark(crawlWords(site), { cwd })).code).toBe(0);
      const resumed = await tablesOf(cwd);
      for (const table of TABLES) expect(resumed.get(table), table).toEqual(whole.get(table));
      expect(await exported('withdrawals', { cwd })).toEqual([]);
    },
  );
});

/**
 * A folder whose crawl was killed, once or more often. The machine may be quicker than when the whole crawl was timed: a
 * crawl that ends before its first kill is timed anew, and another folder is begun.
 */
async function killedCrawl(site: Site, rng: Rng, wholeMs: number): Promise<string> {
  for (let leastMs = wholeMs; ; ) {
    const cwd = emptyFolder();
    configure(cwd, sandbox);
    let kills = 0;
    for (let i = 0; i < KILLS; i++) {
      const start = performance.now();
      const { child, finished } = startTidemark(crawlWords(site), { cwd });
      const timer = setTimeout(() => child.kill('SIGKILL'), leastMs * (0.2 + 0.5 * rng.uniform()));
      const { code, signal, stderr } = await finished;
      clearTimeout(timer);
      if (signal === 'SIGKILL') kills += 1;
      else {
        expect(code, stderr).toBe(0);
        if (kills === 0) leastMs = Math.min(leastMs, performance.now() - start);
        break;
      }
    }
    if (kills > 0) return cwd;
  }
}

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
