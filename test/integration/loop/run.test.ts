import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { monthFromText } from '../../../src/core/month.ts';
import { type Progress, silentProgress } from '../../../src/core/progress.ts';
import type { MonthlyShare } from '../../../src/core/shares.ts';
import { type LoopInput, runPlan } from '../../../src/loop/run.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-loop-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

const shares: MonthlyShare[] = [0.05, 0.12, 0.2, 0.3].map((share, index) => ({
  site: 'site-a',
  month: monthFromText('2023-01') + index,
  labelRegime: 'test',
  uploads: 200,
  labelled: 200,
  yes: 200 * share,
  assisted: 0,
  share,
  low: 0,
  high: 1,
}));

const PLAN = `kind = "theory"
model = "gaussian"
policy = "fresh"
samples = 50
replications = 400
[schedule.shares]
site = "site-a"
mapping = "M1"
months_per_generation = 1
from = "2023-01"
to = "2023-04"
`;

let now = 0;
function inputOf(changes: Partial<LoopInput> = {}): LoopInput {
  return {
    planText: PLAN,
    planFile: 'plan.toml',
    shares,
    dataHash: 'data-1',
    dataDir,
    gitCommit: 'abc',
    versions: { node: '24' },
    clock: { now: () => ++now, sleepUntil: () => Promise.resolve() },
    progress: silentProgress,
    signal: new AbortController().signal,
    ...changes,
  };
}

async function filesOf(directory: string): Promise<Record<string, string>> {
  const names = (await readdir(directory)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(directory, name), 'utf8')])),
  );
}

test('a run leaves its plan, manifest, predictions, sets, metrics and times, and nothing else', async () => {
  const run = await runPlan(inputOf());
  expect(run.alreadyComplete).toBe(false);
  expect(Object.keys(await filesOf(run.directory))).toEqual([
    'manifest.json',
    'metrics.csv',
    'plan.toml',
    'predictions.csv',
    'sets.csv',
    'times.json',
  ]);
  expect(await readdir(join(dataDir, 'runs'))).toEqual([run.runId]);
});

test('the manifest holds every arm’s counts and every assumption', async () => {
  const { manifest } = await runPlan(inputOf());
  expect(manifest.arms.map((arm) => arm.name)).toEqual(['shares', 'real-only', 'synthetic-only']);
  expect(manifest.arms[0]?.sets[4]).toEqual({ generation: 4, real: 35, synthetic: 15, items: 50, realShare: 0.7 });
  expect(manifest.flows[3]).toMatchObject({ from: '2023-04', to: '2023-04', uploads: 200, share: 0.3 });
  expect(manifest).toMatchObject({ dataHash: 'data-1', gitCommit: 'abc', seed: 1, stock: [] });
});

test('each metric stands beside what was predicted, within 5 standard errors', async () => {
  const { metrics } = await runPlan(inputOf());
  expect(metrics).toHaveLength(3 * 5 * 5);
  const predicted = metrics.filter((row) => row.predicted !== null);
  expect(predicted.length).toBeGreaterThan(60);
  for (const row of predicted) {
    expect(Math.abs(row.measured - row.predicted!) / row.standardError).toBeLessThan(5);
  }
});

test('the same plan on the same data is not run again, and nothing changes', async () => {
  const first = await runPlan(inputOf());
  const before = await filesOf(first.directory);
  const second = await runPlan(inputOf({ gitCommit: 'later' }));
  expect(second).toEqual({ ...first, alreadyComplete: true });
  expect(await filesOf(first.directory)).toEqual(before);
});

test('made again elsewhere, a run has the same bytes but for its times', async () => {
  const first = await filesOf((await runPlan(inputOf())).directory);
  await rm(join(dataDir, 'runs'), { recursive: true });
  const again = await filesOf((await runPlan(inputOf())).directory);
  expect({ ...again, 'times.json': '' }).toEqual({ ...first, 'times.json': '' });
});

test('other data make another run, other data under a plan of constants do not', async () => {
  const constants =
    'kind = "theory"\nmodel = "gaussian"\npolicy = "replace"\nsamples = 10\nreplications = 5\n[schedule]\ngenerations = 2\n';
  const idOf = async (planText: string, dataHash: string) => (await runPlan(inputOf({ planText, dataHash }))).runId;
  expect(await idOf(PLAN, 'data-1')).not.toBe(await idOf(PLAN, 'data-2'));
  expect(await idOf(constants, 'data-1')).toBe(await idOf(constants, 'data-2'));
});

test('predictions are on disk before the first draw', async () => {
  const seen: string[][] = [];
  const looks: Promise<void>[] = [];
  const progress: Progress = {
    ...silentProgress,
    start: () => {
      looks.push(
        readdir(join(dataDir, 'runs')).then(async ([partial]) => {
          seen.push((await readdir(join(dataDir, 'runs', partial!))).sort());
        }),
      );
    },
  };
  await runPlan(inputOf({ progress, planText: PLAN.replace('400', '20000') }));
  await Promise.all(looks);
  expect(seen[0]).toEqual(['manifest.json', 'plan.toml', 'predictions.csv', 'sets.csv']);
});

test('an aborted run leaves nothing and throws the reason', async () => {
  const controller = new AbortController();
  const progress: Progress = { ...silentProgress, advance: () => controller.abort(new Error('enough')) };
  const planText = PLAN.replace('400', '20000');
  await expect(runPlan(inputOf({ planText, progress, signal: controller.signal }))).rejects.toThrow('enough');
  expect(await readdir(join(dataDir, 'runs'))).toEqual([]);
});

test('what a killed run left behind is not mistaken for a run', async () => {
  const whole = await runPlan(inputOf());
  const expected = await filesOf(whole.directory);
  await rm(join(dataDir, 'runs'), { recursive: true });
  const partial = join(dataDir, 'runs', `.${whole.runId}.partial`);
  await mkdir(partial, { recursive: true });
  await writeFile(join(partial, 'metrics.csv'), 'generation,arm');
  const again = await runPlan(inputOf());
  expect(again.alreadyComplete).toBe(false);
  expect({ ...(await filesOf(again.directory)), 'times.json': '' }).toEqual({ ...expected, 'times.json': '' });
  expect(await readdir(join(dataDir, 'runs'))).toEqual([whole.runId]);
});

test('a plan that cannot be run writes nothing', async () => {
  await expect(runPlan(inputOf({ shares: [] }))).rejects.toThrow(/known share/);
  await expect(runPlan(inputOf({ planText: 'kind = 3' }))).rejects.toThrow(/plan.toml: kind/);
  expect(await readdir(dataDir)).toEqual([]);
});

test('a run whose files were changed is refused, naming the file', async () => {
  const { directory } = await runPlan(inputOf());
  await writeFile(join(directory, 'metrics.csv'), 'generation,arm\n');
  await expect(runPlan(inputOf())).rejects.toThrow(/metrics\.csv: line 1: expected/);
});
