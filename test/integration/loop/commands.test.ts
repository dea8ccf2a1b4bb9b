import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPlan } from '../../../src/cli/plan.ts';
import { systemClock } from '../../../src/core/clock.ts';
import { type Progress, silentProgress } from '../../../src/core/progress.ts';
import { compareLoops } from '../../../src/jobs/loop-compare.ts';
import { loopInputs } from '../../../src/jobs/loop-inputs.ts';
import { planLoop } from '../../../src/jobs/loop-plan.ts';
import {
  type LoopPlanJob,
  type LoopRunJob,
  type LoopSummary,
  prepareLoop,
  resumeLoop,
  runLoop,
} from '../../../src/jobs/loop-run.ts';
import { loopStatus } from '../../../src/jobs/loop-status.ts';
import { LoopTooLargeError } from '../../../src/loop/errors.ts';
import type { RunInputs } from '../../../src/loop/runs/inputs.ts';
import { Store } from '../../../src/store/store.ts';

let dataDir: string;
let store: Store;
let inputs: RunInputs;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-loop-commands-'));
  store = await Store.open(':memory:');
  inputs = await loopInputs(store);
});
afterEach(async () => {
  await store.close();
  await rm(dataDir, { recursive: true });
});

const GROWTH = `kind = "theory"
model = "gaussian"
policy = "accumulate"
samples = 20
replications = 3000
[schedule]
generations = 3
alpha = [0.5, 1]
`;

type Job = LoopPlanJob & LoopRunJob;

function jobOf(text: string, changes: Partial<Job> = {}): Job {
  return {
    store,
    inputs,
    plan: { name: 'plan.toml', text },
    dataDir,
    gitCommit: 'abc',
    freeBytes: 1e9,
    clock: systemClock,
    progress: silentProgress,
    signal: new AbortController().signal,
    ...changes,
  };
}

async function run(job: Job): Promise<LoopSummary> {
  return runLoop(await prepareLoop(job), job);
}

test('planning prints every generation of every arm and writes nothing', async () => {
  const forecast = planLoop(jobOf(GROWTH));
  expect(forecast.generations.map(({ arm, generation, items }) => [arm, generation, items])).toEqual([
    ['alpha-0.5', 0, 20],
    ['alpha-0.5', 1, 30],
    ['alpha-0.5', 2, 45],
    ['alpha-0.5', 3, 68],
    ['alpha-1', 0, 20],
    ['alpha-1', 1, 40],
    ['alpha-1', 2, 80],
    ['alpha-1', 3, 160],
  ]);
  expect(forecast.steps).toBe((68 + 160) * 3000);
  expect(forecast.seconds).toBeGreaterThan(0);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a plan of trained models is counted: steps of all seeds, and disk for pictures and weights', async () => {
  const text = `kind = "nepotism"
samples = 900
seeds = [1, 2]
metrics = ["precision"]
[data]
path = "faces"
resolution = 64
[model]
name = "small"
batch = 100
epochs = 2
parameters = 1000
[schedule]
generations = 5
synthetic_share = [0.033, 1]
[budget]
hours = 1
disk_gb = 1
`;
  const forecast = planLoop(jobOf(text));
  expect(forecast).toMatchObject({ kind: 'nepotism', runId: null, seconds: null });
  expect(forecast.generations[1]).toMatchObject({ arm: 'share 0.033', real: 870, synthetic: 30, items: 900 });
  expect(forecast.steps).toBe(2 * 6 * 9 * 2 * 2); // arms, generations, batches, epochs, seeds
  // Each of six models draws 900 images to be measured, and what the next set takes is among them.
  expect(forecast.diskBytes).toBe(2 * (2 * 6 * 900 * 3 * 64 ** 2 + 2 * 6 * 1000 * 4));
  expect(() => planLoop(jobOf(text, { freeBytes: 1e6 }))).toThrow(LoopTooLargeError);
  expect(() => planLoop(jobOf(text.replace('disk_gb = 1', 'disk_gb = 0.1')))).toThrow(/its budget is 0\.1 GB/);
});

test.each([
  ['a disk that is too small', {}, { freeBytes: 100 }, /of disk, .* free/],
  ['a budget of disk that is too small', 'budget = { disk_gb = 0.00001 }\n', {}, /its budget is 0\.00001 GB/],
  ['a budget of time that is too small', 'budget = { hours = 0.0000001 }\n', {}, /hours, its budget/],
] as const)('%s is refused before anything is written', async (_, keys, changes, message) => {
  const job = jobOf(`${typeof keys === 'string' ? keys : ''}${GROWTH}`, changes);
  await expect(run(job)).rejects.toThrow(LoopTooLargeError);
  await expect(prepareLoop(job)).rejects.toThrow(message);
  expect(await readdir(dataDir)).toEqual([]);
});

describe('an interrupted run', () => {
  async function interrupt(): Promise<string> {
    const controller = new AbortController();
    const progress: Progress = {
      ...silentProgress,
      advance: (_, by) => by > 0 && controller.abort(new Error('enough')),
    };
    const job = jobOf(GROWTH, { progress, signal: controller.signal });
    const { manifest } = await prepareLoop(job);
    await expect(run(job)).rejects.toThrow('enough');
    return manifest.runId;
  }

  test('is listed as unfinished with what is committed, and as complete once resumed', async () => {
    const runId = await interrupt();
    const [unfinished] = await loopStatus(dataDir);
    expect(unfinished).toMatchObject({ runId, kind: 'theory', arms: 2, generations: 3, state: 'unfinished' });
    expect(unfinished?.total).toBe(6000);
    expect(unfinished?.done).toBeGreaterThan(0);
    expect(unfinished?.done).toBeLessThan(6000);
    await resumeLoop({ ...jobOf(GROWTH), runId });
    expect(await loopStatus(dataDir, runId)).toMatchObject([{ state: 'complete', done: 6000, total: 6000 }]);
  });

  test('cannot be compared', async () => {
    const runId = await interrupt();
    await expect(compareLoops(dataDir, [runId, runId])).rejects.toThrow(/tidemark loop resume/);
  });
});

test('a plan whose images are not there is refused with its line', async () => {
  const file = join(dataDir, 'relay.toml');
  const text = `kind = "relay"
samples = 2
seeds = [1]
metrics = ["vendi"]
[data]
path = "pictures"
resolution = 64
[model]
captioner = "a"
generator = "b"
[schedule]
generations = 2
[budget]
hours = 1
disk_gb = 1
`;
  await writeFile(file, text);
  expect(() => loadPlan(file)).toThrow(/relay\.toml: line 6: data\.path: there is no file or folder .*pictures/);
  await mkdir(join(dataDir, 'pictures'));
  expect(loadPlan(file)).toEqual({ name: file, text });
});

test('status asks for a run that is there', async () => {
  expect(await loopStatus(dataDir)).toEqual([]);
  await expect(loopStatus(dataDir, 'loop-0')).rejects.toThrow(/there is no run loop-0/);
});

test('runs are compared at their last generations, with an interval of the difference', async () => {
  const first = await run(jobOf(GROWTH));
  const second = await run(jobOf(`seed = 2\n${GROWTH}`));
  const biased = await run(jobOf(`bias = 0.5\n${GROWTH}`));
  const compared = await compareLoops(dataDir, [first.runId, second.runId, biased.runId]);
  const variance = compared.find(({ arm, metric }) => arm === 'alpha-1' && metric === 'mean_variance')!;
  expect(variance.values.map(({ runId, generation }) => [runId, generation])).toEqual(
    [first, second, biased].map(({ runId }) => [runId, 3]),
  );
  const [own, other, drawnIn] = variance.values;
  expect(own?.difference).toBeNull();
  expect(other!.difference!.value).toBeCloseTo(other!.measured - own!.measured, 12);
  expect(other!.difference!.high - other!.difference!.value).toBeCloseTo(
    1.959964 * Math.hypot(own!.standardError, other!.standardError),
    6,
  );
  const regression = GROWTH.replace('"gaussian"', '"regression"\nfeatures = 2');
  const ofAnother = await run(jobOf(regression));
  await expect(compareLoops(dataDir, [first.runId, ofAnother.runId])).rejects.toThrow(
    /theory gaussian, theory regression/,
  );
  expect(drawnIn!.difference!.high).toBeLessThan(0); // a loop sampled with half its variance ends narrower
});
