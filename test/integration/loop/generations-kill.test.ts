import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';
import { readLog } from '../../../src/loop/runs/log.ts';
import { treeOf } from './tree.ts';

/** How often a run is killed with SIGKILL at a random moment before it may end. */
const KILLS = process.env.TIDEMARK_NIGHTLY === '1' ? 100 : 5;

const COMPLETE_GENERATIONS = new URL('./complete-generations.ts', import.meta.url);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidemark-generations-kill-'));
});
afterEach(() => rm(folder, { recursive: true }));

type Run = ChildProcessByStdio<null, Readable, null>;

function start(dataDir: string): Run {
  return spawn(process.execPath, [COMPLETE_GENERATIONS.pathname, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** @param killAfterMs from the moment it starts to work; undefined lets it end. @returns its last line, and how long it worked */
async function ended(run: Run, killAfterMs?: number): Promise<{ last: string | undefined; workedMs: number }> {
  let last: string | undefined;
  let startedAt = performance.now();
  for await (const line of createInterface({ input: run.stdout })) {
    last = line;
    if (line !== 'started') continue;
    startedAt = performance.now();
    if (killAfterMs !== undefined) setTimeout(() => run.kill('SIGKILL'), killAfterMs);
  }
  return { last, workedMs: performance.now() - startedAt };
}

test('a run of trained models killed again and again ends with the bytes of one never killed', {
  timeout: 1_800_000,
}, async () => {
  const unbroken = join(folder, 'unbroken');
  const { last: runId, workedMs } = await ended(start(unbroken));
  const expected = await treeOf(join(unbroken, 'runs', runId!));
  expect(Object.keys(expected).filter((path) => path.endsWith('model.safetensors'))).toHaveLength(2 * 2 * 5);

  const rng = createRng('kill generations');
  let killed = 0;
  for (let round = 0; killed < KILLS; round++) {
    const dataDir = join(folder, `killed-${round}`);
    let last: string | undefined;
    while (last !== runId) {
      const delay = rng.integer(Math.ceil(workedMs));
      last = (await ended(start(dataDir), killed < KILLS ? delay : undefined)).last;
      if (last !== runId) killed++;
    }
    expect(await treeOf(join(dataDir, 'runs', runId!))).toEqual(expected);
    expect(await readdir(join(dataDir, 'runs'))).toEqual([runId]);
    const log = await readLog(join(dataDir, 'runs', runId!));
    expect(log.filter(({ event }) => event === 'finished').length).toBeGreaterThan(0);
    await rm(dataDir, { recursive: true });
  }
});
