import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';
import { readLog } from '../../../src/loop/runs/log.ts';
import { bytesOf } from './loop-setup.ts';

/** How often a run is killed with SIGKILL at a random moment before it may end. */
const KILLS = process.env.TIDEMARK_NIGHTLY ? 100 : 5;

/** Enough work for a good second. */
const REPLICATIONS = '20000';

const COMPLETE_RUN = new URL('./complete-run.ts', import.meta.url);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-loop-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Run = ChildProcessByStdio<null, Readable, null>;

function start(dataDir: string): Run {
  return spawn(process.execPath, [COMPLETE_RUN.pathname, dataDir, REPLICATIONS], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** @param killAfterMs from the moment it starts to work; undefined lets it end. @returns what it said */
async function ended(run: Run, killAfterMs?: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: run.stdout })) {
    lines.push(line);
    if (line === 'started' && killAfterMs !== undefined) setTimeout(() => run.kill('SIGKILL'), killAfterMs);
  }
  return lines;
}

test('killed again and again, a run goes on and ends with the bytes of one never killed', {
  timeout: 1_800_000,
}, async () => {
  const unbroken = join(folder, 'unbroken');
  const startedAt = performance.now();
  const runId = (await ended(start(unbroken))).at(-1)!;
  const wholeMs = performance.now() - startedAt;
  const expected = await bytesOf(join(unbroken, 'runs', runId));
  expect(Object.keys(expected)).toEqual([
    'inputs.json',
    'items.parquet',
    'manifest.json',
    'metrics.parquet',
    'plan.toml',
    'predictions.json',
    'score.json',
  ]);

  const rng = createRng('kill a loop');
  let killed = 0;
  for (let round = 0; killed < KILLS; round++) {
    const dataDir = join(folder, `killed-${round}`);
    let lines: string[] = [];
    while (lines.at(-1) !== runId) {
      // Early kills hit the beginning; later ones the commits and, once little is left, the end.
      const delay = rng.uniform() < 0.3 ? rng.integer(40) : rng.integer(Math.ceil(wholeMs));
      lines = await ended(start(dataDir), killed < KILLS ? delay : undefined);
      if (lines.at(-1) !== runId) killed++;
    }
    expect(await bytesOf(join(dataDir, 'runs', runId))).toEqual(expected);
    expect(await readdir(join(dataDir, 'runs'))).toEqual([runId]);
    const log = await readLog(join(dataDir, 'runs', runId));
    expect(log.filter(({ event }) => event === 'finished').length).toBeGreaterThan(0);
    await rm(dataDir, { recursive: true });
  }
});
