import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { type Progress, silentProgress } from '../../../src/core/progress.ts';
import { completeGenerations } from '../../../src/loop/runs/complete-generations.ts';
import type { Engine } from '../../../src/loop/runs/engine.ts';
import { readLoopItems } from '../../../src/loop/runs/generation-tables.ts';
import { ImageStore } from '../../../src/loop/runs/images.ts';
import { readLog } from '../../../src/loop/runs/log.ts';
import type { Manifest } from '../../../src/loop/runs/manifest.ts';
import { prepareGenerations } from '../../../src/loop/runs/prepare-generations.ts';
import { parseSafetensors } from '../../../src/loop/runs/safetensors.ts';
import { itemSeed } from '../../../src/loop/runs/seeds.ts';
import { readMetrics } from '../../../src/loop/runs/tables.ts';
import { gaussianEngine, NEPOTISM_PLAN, RELAY_PLAN, RETRAIN_PLAN, realDots, relayEngine } from './gaussian-engine.ts';
import { requestOf } from './loop-setup.ts';
import { treeOf } from './tree.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tidemark-generations-'));
});
afterEach(() => rm(dataDir, { recursive: true }));

let now = 0;
const clock: Clock = { now: () => ++now, sleepUntil: () => Promise.resolve() };

interface Changes {
  readonly planText?: string;
  readonly engine?: Engine;
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
  readonly real?: number;
}

/** @returns where the run lies, and whether it was complete before */
async function run(changes: Changes = {}) {
  const { planText = RETRAIN_PLAN, engine = gaussianEngine, progress = silentProgress } = changes;
  const { signal = new AbortController().signal, real = 6 } = changes;
  const prepared = prepareGenerations(requestOf(dataDir, { planText }), engine, realDots(real));
  const { wasComplete } = await completeGenerations(prepared, { clock, progress, signal });
  return { directory: prepared.folder.path, manifest: prepared.manifest, wasComplete };
}

const itemsIn = (directory: string) => readLoopItems(join(directory, 'items.parquet'));
const metricsIn = (directory: string) => readMetrics(join(directory, 'metrics.parquet'));

describe('a run of a model trained anew each generation', () => {
  let directory: string;
  let manifest: Manifest;
  let seenBefore: string[];
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'tidemark-generations-'));
    const engine: Engine = {
      ...gaussianEngine,
      train: async (step, ...rest) => {
        const runs = join(dataDir, 'runs');
        if (step.generation === 0) seenBefore ??= await readdir(join(runs, (await readdir(runs))[0]!));
        return gaussianEngine.train(step, ...rest);
      },
    };
    ({ directory, manifest } = await run({ engine }));
  });
  afterAll(() => rm(join(directory, '../..'), { recursive: true }));

  test('says of every item of every set who made it, from which seed, and which image it is', async () => {
    const items = await itemsIn(directory);
    const trained = items.filter(({ arm, runSeed, use }) => arm === 'alpha-1' && runSeed === 2 && use === 'trained');
    const sizes = [0, 1, 2, 3, 4].map((generation) => trained.filter((row) => row.generation === generation).length);
    expect(sizes).toEqual([6, 12, 24, 48, 96]);
    const last = trained.filter(({ generation }) => generation === 4);
    expect([null, 0, 1, 2, 3].map((source) => last.filter((row) => row.sourceGeneration === source).length)).toEqual([
      6, 6, 12, 24, 48,
    ]);
    expect(last.find(({ sourceGeneration, item }) => sourceGeneration === 2 && item === 7)?.seed).toBe(
      itemSeed(2, 7, 2),
    );
    expect(last[0]).toMatchObject({ seed: null, image: realDots(1).images[0]!.image, caption: null, prompt: null });
    const measured = items.filter(({ arm, runSeed, use }) => arm === 'alpha-1' && runSeed === 2 && use === 'measured');
    expect(measured).toHaveLength(5 * 6);
    expect(measured.every(({ generation, sourceGeneration }) => generation === sourceGeneration)).toBe(true);
  });

  test('keeps each drawn image once, and every one is there', async () => {
    const drawn = (await itemsIn(directory)).filter(({ sourceGeneration }) => sourceGeneration !== null);
    const hashes = new Set(drawn.map(({ image }) => image));
    const images = new ImageStore(join(directory, 'images'), gaussianEngine.imageType);
    for (const hash of hashes) expect((await images.read(hash)).length).toBe(11 + 3 * 64);
    const files = Object.keys(await treeOf(join(directory, 'images')));
    expect(files).toHaveLength(hashes.size);
  });

  test('keeps every model, each made from the one before if the engine so wishes', async () => {
    const file = join(directory, 'generations', 'alpha-0.5', 'seed-1', 'generation-0004', 'model.safetensors');
    const { tensors, metadata } = parseSafetensors(await readFile(file), file);
    expect(metadata).toEqual({ model: 'dots' });
    expect(tensors.get('steps')?.values).toEqual(BigInt64Array.of(5n));
    expect(tensors.get('mean')?.shape).toEqual([2]);
  });

  test('has the metrics of every arm and generation in the columns of any loop', async () => {
    const metrics = await metricsIn(directory);
    expect(metrics).toHaveLength(2 * 5 * 2);
    expect(metrics[0]).toMatchObject({ arm: 'alpha-0.5', generation: 0, metric: 'mean', predicted: null });
    expect(metrics.every(({ standardError }) => standardError > 0)).toBe(true);
  });

  test('has a manifest and the schedule’s predictions before it trains', () => {
    expect(seenBefore.sort()).toEqual(['inputs.json', 'log.jsonl', 'manifest.json', 'plan.toml', 'predictions.json']);
    expect(manifest).toMatchObject({ kind: 'retrain', model: 'dots', provider: 'test', seed: 1, dataHash: null });
    expect(manifest.arms[1]?.sets[1]).toEqual({ generation: 1, real: 0, synthetic: 6, items: 12, realShare: 0.5 });
  });
});

test('a complete run is not run again, and other real images make another run', async () => {
  const first = await run({ planText: RELAY_PLAN, engine: relayEngine });
  const files = await treeOf(first.directory);
  expect(await run({ planText: RELAY_PLAN, engine: relayEngine })).toEqual({ ...first, wasComplete: true });
  expect(await treeOf(first.directory)).toEqual(files);
  const other = await run({ planText: RELAY_PLAN, engine: relayEngine, real: 7 });
  expect(other.manifest.runId).not.toBe(first.manifest.runId);
});

test('a relay draws each image from the caption of the one before, and measures the sets', async () => {
  const { directory } = await run({ planText: RELAY_PLAN, engine: relayEngine });
  const items = await itemsIn(directory);
  expect(items).toHaveLength(2 * 4 * 6);
  const chain = items.filter(({ runSeed, item }) => runSeed === 1 && item === 5);
  expect(chain.map(({ generation, sourceGeneration }) => [generation, sourceGeneration])).toEqual([
    [0, null],
    [1, 0],
    [2, 1],
    [3, 2],
  ]);
  expect(chain[2]?.prompt).toBe(chain[1]?.caption);
  expect(chain[3]?.prompt).toBe(chain[2]?.caption);
  const folder = join(directory, 'generations', 'relay', 'seed-1', 'generation-0000');
  expect(await readdir(folder)).toEqual(['generation.json']);
  expect((await metricsIn(directory)).map(({ generation }) => generation)).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
});

test('nepotism mixes a model’s own images with real ones of the same pool', async () => {
  const { directory } = await run({ planText: NEPOTISM_PLAN });
  const last = (await itemsIn(directory)).filter(
    ({ runSeed, use, generation }) => runSeed === 1 && use === 'trained' && generation === 3,
  );
  expect(last.filter(({ sourceGeneration }) => sourceGeneration === 2)).toHaveLength(3);
  expect(last.filter(({ sourceGeneration }) => sourceGeneration === null)).toHaveLength(3);
});

describe('an interrupted run', () => {
  test('goes on after its last whole generation and ends with the same bytes', async () => {
    const { directory } = await run();
    const expected = await treeOf(directory);
    await rm(join(dataDir, 'runs'), { recursive: true });

    const controller = new AbortController();
    let commits = 0;
    const progress: Progress = {
      ...silentProgress,
      advance: () => {
        if (++commits === 3) controller.abort(new Error('enough'));
      },
    };
    await expect(run({ progress, signal: controller.signal })).rejects.toThrow('enough');
    // Half a commit, as a killed process leaves it, and images of it that the next attempt does not draw again.
    const [folder] = await readdir(join(dataDir, 'runs'));
    const work = join(dataDir, 'runs', folder!);
    const partial = join(work, 'generations', 'alpha-0.5', 'seed-1', 'generation-0003.partial');
    await mkdir(partial);
    await writeFile(join(partial, 'generation.json'), '{');
    await new ImageStore(join(work, 'images'), gaussianEngine.imageType).put(Buffer.from('stray'));

    const trained: number[] = [];
    const engine: Engine = {
      ...gaussianEngine,
      train: (step, ...rest) => {
        trained.push(step.generation);
        return gaussianEngine.train(step, ...rest);
      },
    };
    let total = 0;
    await run({ engine, progress: { ...silentProgress, start: (_, images) => (total = images) } });
    expect(trained.slice(0, 3)).toEqual([3, 4, 0]);
    expect(total).toBeGreaterThan(0);
    expect(await treeOf(directory)).toEqual(expected);
    const events = (await readLog(directory)).map(({ event }) => event);
    expect(events.filter((event) => event !== 'committed')).toEqual(['begun', 'resumed', 'finished']);
  });

  test('whose image was damaged stops and names the file', async () => {
    const engine: Engine = {
      ...gaussianEngine,
      train: async (step, ...rest) => {
        if (step.generation === 2) {
          const images = join(dataDir, 'runs', (await readdir(join(dataDir, 'runs')))[0]!, 'images');
          for (const file of Object.keys(await treeOf(images))) await writeFile(join(images, file), 'x');
        }
        return gaussianEngine.train(step, ...rest);
      },
    };
    await expect(run({ engine })).rejects.toThrow(/images.*expected content with SHA-256/);
  });
});

describe('an engine that does not do as asked is refused:', () => {
  const sampling = (sample: Engine['sample']): Engine => ({ ...gaussianEngine, sample });
  const refused: [string, Engine, RegExp][] = [
    [
      'too few images',
      sampling((step, weights, draws, signal) => gaussianEngine.sample(step, weights, draws.slice(1), signal)),
      /generation 0: expected 6 images, got 5/,
    ],
    [
      'too many images',
      sampling((step, weights, draws, signal) => gaussianEngine.sample(step, weights, [...draws, draws[0]!], signal)),
      /generation 0: expected 6 images, got more/,
    ],
    [
      'a measure that is no number',
      {
        ...gaussianEngine,
        measure: () => Promise.resolve([{ metric: 'fid', measured: Number.NaN, standardError: 0 }]),
      },
      /generation 0: expected fid to be a number, got NaN/,
    ],
  ];
  test.each(refused)('%s', async (_, engine, message) => {
    await expect(run({ engine })).rejects.toThrow(message);
    const [folder] = await readdir(join(dataDir, 'runs'));
    await expect(stat(join(dataDir, 'runs', folder!, 'generations'))).rejects.toThrow('ENOENT');
  });
});

describe('nothing is written', () => {
  test('for a plan that takes more real images than there are', async () => {
    await expect(run({ real: 5 })).rejects.toThrow(/the plan takes 6 real images, data.path has 5/);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test.each([
    ['filter = { kind = "random", keep = 0.5 }', /got filter/],
    ['classes = { count = 2, focus = [0], share = 0.9 }', /got classes/],
  ])('for a plan with %s, which needs more than whole batches', async (key, message) => {
    await expect(run({ planText: `${key}\n${RETRAIN_PLAN}` })).rejects.toThrow(message);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test('for a plan of theory models', async () => {
    const planText =
      'kind = "theory"\nmodel = "gaussian"\npolicy = "replace"\nsamples = 9\n[schedule]\ngenerations = 1\n';
    await expect(run({ planText })).rejects.toThrow(RangeError);
    expect(await readdir(dataDir)).toEqual([]);
  });
});
