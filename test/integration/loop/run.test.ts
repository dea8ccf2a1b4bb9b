import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { type Progress, silentProgress } from '../../../src/core/progress.ts';
import type { ShareDraws } from '../../../src/core/shares.ts';
import { LoopEngineMissingError } from '../../../src/loop/errors.ts';
import { prepareRun, type RunRequest, reopenRun } from '../../../src/loop/runs/prepare.ts';
import { completeRun, readRun } from '../../../src/loop/runs/run.ts';
import type { RunPorts } from '../../../src/loop/runs/theory-run.ts';
import { bytesOf, INPUTS, PLAN, requestOf } from './loop-setup.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-loop-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

let now = 0;
const clock: Clock = { now: () => ++now, sleepUntil: () => Promise.resolve() };
const portsOf = (changes: Partial<RunPorts> = {}): RunPorts => ({
  clock,
  progress: silentProgress,
  signal: new AbortController().signal,
  ...changes,
});

async function run(changes: Partial<RunRequest> = {}, ports = portsOf()) {
  const prepared = prepareRun(requestOf(dataDir, changes));
  const { wasComplete } = await completeRun(prepared, ports);
  return { ...(await readRun(prepared.folder)), wasComplete };
}

/** Aborts once some work is done. */
function abortingPorts(commitEveryMs: number): RunPorts {
  const controller = new AbortController();
  const progress: Progress = {
    ...silentProgress,
    advance: (_, by) => {
      if (by > 0) controller.abort(new Error('enough'));
    },
  };
  return portsOf({ progress, signal: controller.signal, commitEveryMs });
}

describe('a complete run', () => {
  test('has a manifest with every arm’s counts and what it rests on', async () => {
    const { manifest } = await run();
    expect(manifest.arms.map((arm) => arm.name)).toEqual(['shares', 'real-only', 'synthetic-only']);
    expect(manifest.arms[0]?.sets[4]).toEqual({ generation: 4, real: 35, synthetic: 15, items: 50, realShare: 0.7 });
    expect(manifest.flows[3]).toMatchObject({ from: '2023-04', to: '2023-04', uploads: 200, share: 0.3 });
    expect(manifest).toMatchObject({
      kind: 'theory',
      model: 'gaussian',
      dataHash: 'data-1',
      gitCommit: 'abc',
      seed: 1,
    });
    expect(manifest).toMatchObject({ device: 'cpu', threads: 1, stock: [], paths: [], bounds: [] });
  });

  test('says of every item which generation made it', async () => {
    const { items } = await run();
    expect(items.filter(({ arm, generation }) => arm === 'shares' && generation === 4)).toEqual([
      { arm: 'shares', generation: 4, sourceGeneration: null, enteredAt: 4, items: 35, shareOfSet: 0.7 },
      { arm: 'shares', generation: 4, sourceGeneration: 3, enteredAt: 4, items: 15, shareOfSet: 0.3 },
    ]);
  });

  test('has each metric beside its prediction, and the predictions hold', async () => {
    const { metrics, scores, ledger } = await run();
    const generations = metrics.filter(({ arm, metric }) => arm === 'shares' && metric === 'mean_variance');
    expect(generations.map(({ generation }) => generation)).toEqual([0, 1, 2, 3, 4]);
    expect(generations.map(({ predicted }) => predicted)).toEqual(
      ledger.metrics
        .filter(({ arm, metric }) => arm === 'shares' && metric === 'mean_variance')
        .map(({ predicted }) => predicted),
    );
    expect(scores.length).toBeGreaterThan(6);
    expect(scores.filter(({ holds }) => !holds)).toEqual([]);
  });

  test('tells of the schedule how far it is from the bounds', async () => {
    const { ledger } = await run();
    const last = ledger.schedule.find(({ arm, generation }) => arm === 'shares' && generation === 4);
    expect(last?.lambdaFlow).toBeCloseTo(15 / 35, 12);
    expect(last?.lambdaStock).toBeCloseTo(15 / 35, 12);
    expect(last?.effectiveSize.map(({ bias }) => bias)).toEqual([1, 0.9, 0.8]);
    expect(last?.effectiveSize[0]?.ratio).toBeGreaterThan(1);
    const nothingReal = ledger.schedule.find(({ arm, generation }) => arm === 'synthetic-only' && generation === 1);
    expect(nothingReal).toMatchObject({ lambdaFlow: null, lambdaStock: null });
  });

  test('is not run again, and nothing changes', async () => {
    const first = await run();
    const before = await bytesOf(first.directory);
    const second = await run({ gitCommit: 'later' });
    expect(second).toEqual({ ...first, wasComplete: true });
    expect(await bytesOf(first.directory)).toEqual(before);
  });

  test('made again elsewhere has the same bytes', async () => {
    const first = await bytesOf((await run()).directory);
    await rm(join(dataDir, 'runs'), { recursive: true });
    expect(await bytesOf((await run()).directory)).toEqual(first);
  });

  test('whose files were changed is refused, naming the file', async () => {
    const { directory } = await run();
    await writeFile(join(directory, 'metrics.parquet'), 'generation,arm\n');
    await expect(run()).rejects.toThrow(/metrics\.parquet: cannot be read/);
  });
});

test('other data or versions make another run; other data under a plan of constants do not', async () => {
  const constants =
    'kind = "theory"\nmodel = "gaussian"\npolicy = "replace"\nsamples = 10\n[schedule]\ngenerations = 2\n';
  const idOf = (changes: Partial<RunRequest>) => prepareRun(requestOf(dataDir, changes)).manifest.runId;
  const other = { ...INPUTS, dataHash: 'data-2' };
  expect(idOf({})).not.toBe(idOf({ inputs: other }));
  expect(idOf({})).not.toBe(idOf({ versions: { node: '26' } }));
  expect(idOf({ planText: constants })).toBe(idOf({ planText: constants, inputs: other }));
});

test('only the metrics that the plan names are measured', async () => {
  const { metrics } = await run({ planText: `metrics = ["w2_squared"]\n${PLAN}` });
  expect(new Set(metrics.map(({ metric }) => metric))).toEqual(new Set(['w2_squared']));
});

test('predictions are on disk before the first draw', async () => {
  const prepared = prepareRun(requestOf(dataDir));
  let seen: string[] = [];
  await completeRun(prepared, portsOf(), async () => {
    seen = await readdir(prepared.folder.workPath);
  });
  expect(seen.sort()).toEqual(['inputs.json', 'manifest.json', 'plan.toml', 'predictions.json']);
});

describe('an interrupted run', () => {
  const planText = PLAN.replace('400', '4000');

  test.each([0, 1e9])('goes on from its last commit, with commits at least %i ms apart', async (commitEveryMs) => {
    const expected = await bytesOf((await run({ planText })).directory);
    await rm(join(dataDir, 'runs'), { recursive: true });

    await expect(run({ planText }, abortingPorts(commitEveryMs))).rejects.toThrow('enough');
    const { runId } = prepareRun(requestOf(dataDir, { planText })).manifest;
    const present = { gitCommit: 'abc', versions: { node: '24' } };
    // What the store holds by now does not matter: the run keeps its inputs.
    const reopened = await reopenRun(dataDir, runId, present);
    let left = 0;
    const progress: Progress = { ...silentProgress, start: (_, total) => (left = total) };
    await completeRun(reopened, portsOf({ progress }));
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(3 * 4000);
    const { directory, log } = await readRun(reopened.folder);
    expect(await bytesOf(directory)).toEqual(expected);
    expect(log.map(({ event }) => event).filter((event) => event !== 'committed')).toEqual([
      'begun',
      'resumed',
      'finished',
    ]);
  });

  test('begun by another commit starts over when its plan is run, and cannot be resumed', async () => {
    await expect(run({ planText }, abortingPorts(0))).rejects.toThrow('enough');
    const { runId } = prepareRun(requestOf(dataDir, { planText })).manifest;
    await expect(reopenRun(dataDir, runId, { gitCommit: 'later', versions: { node: '24' } })).rejects.toThrow(
      /was begun by commit abc, this is later/,
    );
    const again = await run({ planText, gitCommit: 'later' });
    expect(again.manifest.gitCommit).toBe('later');
    expect(again.log.map(({ event }) => event)).not.toContain('resumed');
  });

  test('that is not there cannot be resumed', async () => {
    await expect(reopenRun(dataDir, 'loop-0', { gitCommit: 'abc', versions: {} })).rejects.toThrow(
      /there is no run loop-0/,
    );
  });
});

describe('a plan driven by posterior draws', () => {
  const planText = PLAN.replace('[schedule.shares]', '[schedule.shares]\nsource = "posterior"\nstock = 1000');
  const months = [0, 1, 2, 3].map((index) => INPUTS.shares[0]!.month + index);
  const levels = Array.from({ length: 40 }, (_, draw) => 0.1 + draw / 100);
  const draws: ShareDraws = {
    site: 'site-a',
    assistedWeight: 0,
    months,
    uploads: Float64Array.from(months, () => 200),
    draws: levels.length,
    // Rising from 0.1 to 0.49 over the draws, half of it in the first month.
    shares: Float64Array.from(levels.flatMap((share) => [share / 2, share, share, share])),
  };
  const inputs = { ...INPUTS, draws: [draws] };

  test('runs the 5, 50 and 95 % paths and four references, and tells the bounds by month', async () => {
    const { manifest, ledger } = await run({ planText, inputs });
    expect(manifest.arms.map(({ name }) => name)).toEqual([
      'path-05',
      'path-50',
      'path-95',
      'real-only',
      'tags-only',
      'synthetic-only',
      'month-permuted',
    ]);
    expect(manifest.paths.map(({ level, draw }) => [level, draw])).toEqual([
      [0.05, 1],
      [0.5, 19],
      [0.95, 37],
    ]);
    expect(manifest.bounds.map(({ month }) => month)).toEqual(['2023-01', '2023-02', '2023-03', '2023-04']);
    // λ < 1/2 is a share below one third: all draws of the first month, 24 of 40 after it.
    expect(manifest.bounds.map(({ flowMet }) => flowMet)).toEqual([1, 0.6, 0.6, 0.6]);
    expect(manifest.bounds.map(({ stockMet }) => stockMet)).toEqual([1, 1, 1, 1]);
    const last = ledger.draws.find(({ generation, metric }) => generation === 4 && metric === 'variance_of_mean')!;
    expect(last.low).toBeLessThan(last.median);
    expect(last.median).toBeLessThan(last.high);
  });

  test('goes on with the draws it began with', async () => {
    const many = planText.replace('400', '4000');
    await expect(run({ planText: many, inputs }, abortingPorts(0))).rejects.toThrow('enough');
    const { runId } = prepareRun(requestOf(dataDir, { planText: many, inputs })).manifest;
    const reopened = await reopenRun(dataDir, runId, { gitCommit: 'abc', versions: { node: '24' } });
    await completeRun(reopened, portsOf());
    const resumed = await bytesOf(reopened.folder.path);
    await rm(join(dataDir, 'runs'), { recursive: true });
    expect(await bytesOf((await run({ planText: many, inputs })).directory)).toEqual(resumed);
  });
});

describe('nothing is written', () => {
  const models = {
    relay: 'captioner = "a"\ngenerator = "b"\n[schedule]\ngenerations = 2',
    nepotism: 'name = "a"\nbatch = 1\nsteps = 1\nparameters = 1\n[schedule]\ngenerations = 2\nsynthetic_share = 1',
    retrain: 'name = "a"\nbatch = 1\nsteps = 1\nparameters = 1\n[schedule]\ngenerations = 2',
  };
  const keys = 'samples = 10\nseeds = [1]\nmetrics = ["vendi"]\nbudget = { hours = 1, disk_gb = 1 }';
  test.each(Object.entries(models))('for a plan of kind %s, which this build has no engine for', async (kind, rest) => {
    const policy = kind === 'retrain' ? 'policy = "replace"\n' : '';
    const planText = `kind = "${kind}"\n${policy}${keys}\n[data]\npath = "x"\nresolution = 8\n[model]\n${rest}\n`;
    await expect(run({ planText })).rejects.toThrow(LoopEngineMissingError);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('for a plan that cannot be run', async () => {
    await expect(run({ inputs: { ...INPUTS, shares: [] } })).rejects.toThrow(/known share/);
    await expect(run({ planText: 'kind = 3' })).rejects.toThrow(/plan.toml: line 1: kind/);
    expect(await readdir(dataDir)).toEqual([]);
  });
});
