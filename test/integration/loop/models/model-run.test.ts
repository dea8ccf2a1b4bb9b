import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession } from 'onnxruntime-node';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Clock, systemClock } from '../../../../src/core/clock.ts';
import { silentProgress } from '../../../../src/core/progress.ts';
import { readCheckpoint } from '../../../../src/loop/models/training-checkpoint.ts';
import { parseSafetensors } from '../../../../src/loop/runs/safetensors.ts';
import { readParquet } from '../../../../src/store/parquet.ts';
import { emptyFolder } from '../../../support/cli.ts';
import { pictureFolder, tinyPlan } from '../../../support/pictures.ts';
import { abortAfter, type Changes, trainOn } from '../../../support/train-job.ts';

let images: string;
beforeAll(async () => {
  images = await pictureFolder(join(emptyFolder(), 'pictures'));
});

const train = (text: string, changes: Changes = {}) => trainOn(images, text, changes);

const KINDS = [
  ['diffusion', ['model.onnx'], ['loss'], 'png'],
  ['conditional-diffusion', ['model.onnx', 'tokenizer.json'], ['loss'], 'png'],
  ['captioner', ['encoder.onnx', 'decoder.onnx', 'tokenizer.json'], ['loss', 'word-f1'], 'txt'],
  ['classifier', ['model.onnx'], ['loss', 'accuracy'], null],
  ['image-text', ['images.onnx', 'texts.onnx', 'tokenizer.json'], ['loss', 'accuracy'], null],
] as const;

describe.each(KINDS)('a plan of kind %s', (kind, files, metrics, shown) => {
  test('leaves a whole model, with its card, its weights and what it did on the way', async () => {
    const { directory, card, manifest, alreadyComplete } = await train(tinyPlan(kind, 'every = 6'));
    expect(alreadyComplete).toBe(false);
    expect(card).toMatchObject({
      kind,
      images: { train: 24, heldOut: 6 },
      classNames: ['blue', 'red'],
      source: 'Invented for a test; free for any use.',
      steps: 12,
      chosenStep: 12,
      files: ['weights.safetensors', ...files],
    });
    expect(card.evaluations.map(({ step }) => step)).toEqual([0, 6, 12]);
    for (const { metrics: measured } of card.evaluations) expect(Object.keys(measured)).toEqual(metrics);
    expect(manifest.sittings).toEqual([{ fromStep: 0, provider: 'cpu', refusals: [], threads: 1, gitCommit: 'test' }]);
    expect(manifest.speed).toMatchObject({ peakMemoryBytes: 1e6 });

    const losses = await readParquet<{ step: number; loss: number }>(join(directory, 'losses.parquet'));
    expect(losses.map(({ step }) => step)).toEqual(Array.from({ length: 12 }, (_, i) => i + 1));
    const { tensors } = parseSafetensors(await readFile(join(directory, 'weights.safetensors')), 'weights');
    const elements = [...tensors].filter(([name]) => !/\/(mean|variance)$/.test(name));
    expect(elements.reduce((sum, [, { values }]) => sum + values.length, 0)).toBe(card.parameters);
    for (const file of files.filter((name) => name.endsWith('.onnx'))) {
      const session = await InferenceSession.create(join(directory, file));
      expect(session.outputNames.length).toBeGreaterThan(0);
      await session.release();
    }
    expect((await readdir(directory)).includes('samples')).toBe(shown !== null);
    const names = shown === null ? [] : await readdir(join(directory, 'samples'));
    const samples = names.filter((name) => name !== 'rows.txt').sort();
    expect(samples).toEqual(shown === null ? [] : ['00', '06', '12'].map((step) => `step-0000${step}.${shown}`));
    const last = join(directory, 'samples', samples.at(-1) ?? '');
    if (shown === 'png') expect(await sharp(last).metadata()).toMatchObject({ width: 134, height: 134 });
    if (shown === 'txt') expect(await readFile(last, 'utf8')).toMatch(/^test\/red\/0\.png: .* \| a red square$/m);
    expect(await readdir(directory)).not.toContain('checkpoint.safetensors');
    expect(await readdir(directory)).not.toContain('training.lock');
  });
});

test('the rows of a conditional grid are named from the first one on', async () => {
  const dataDir = emptyFolder();
  const plan = tinyPlan('conditional-diffusion', 'every = 12');
  await expect(train(plan, { dataDir, ...abortAfter(0) })).rejects.toThrow('enough');
  const [model] = await readdir(join(dataDir, 'models'));
  const rows = await readFile(join(dataDir, 'models', model!, 'samples', 'rows.txt'), 'utf8');
  expect(rows).toBe('1: a blue square\n2: a red square\n');
});

test('a model that has learnt is better on held-out images than before', async () => {
  const plan = tinyPlan('classifier', 'every = 80').replace(
    'steps = 12',
    'steps = 80\nlearning_rate = 1e-2\naverage = 0.9',
  );
  const { card } = await train(plan);
  expect(card.evaluations[0]!.metrics.loss).toBeCloseTo(Math.log(2), 5);
  expect(card.evaluations[1]!.metrics).toMatchObject({ accuracy: 1 });
  expect(card.evaluations[1]!.metrics.loss).toBeLessThan(0.3);
});

test('a complete model is left as it is', async () => {
  const dataDir = emptyFolder();
  const first = await train(tinyPlan('classifier', 'every = 12'), { dataDir });
  const card = join(first.directory, 'card.json');
  const before = await readFile(card);
  const second = await train(tinyPlan('classifier', 'every = 12'), { dataDir });
  expect(second).toEqual({ ...first, alreadyComplete: true });
  expect(await readFile(card)).toEqual(before);
});

test('another plan or other images make another model', async () => {
  const dataDir = emptyFolder();
  const others = await pictureFolder(join(emptyFolder(), 'pictures'));
  await rm(join(others, 'test'), { recursive: true });
  const models = [
    await train(tinyPlan('classifier', 'every = 12'), { dataDir }),
    await train(tinyPlan('classifier', 'every = 13'), { dataDir }),
    await train(tinyPlan('classifier', 'every = 12'), { dataDir, images: others }),
  ];
  expect(new Set(models.map(({ directory }) => directory)).size).toBe(3);
  expect(models[2]!.card.evaluations.map(({ metrics }) => metrics)).toEqual([{}, {}]);
});

describe('a training that is interrupted', () => {
  // BatchNorm, AdamW and averages are in the diffusion model's state; the best weights in the classifier's.
  const STOP = 'every = 4\nstop = { metric = "loss", patience = 9 }';
  test.each([
    ['diffusion', 'every = 12', 1],
    ['diffusion', 'every = 5', 6],
    ['classifier', STOP, 9],
  ] as const)('goes on to the same bytes: %s, %j, after step %i', async (kind, evaluation, step) => {
    const whole = await train(tinyPlan(kind, evaluation));
    const dataDir = emptyFolder();
    await expect(train(tinyPlan(kind, evaluation), { dataDir, ...abortAfter(step) })).rejects.toThrow('enough');
    const resumed = await train(tinyPlan(kind, evaluation), { dataDir });
    expect(resumed.card).toEqual(whole.card);
    expect(resumed.manifest.sittings.map(({ fromStep }) => fromStep > step)).toEqual([false, true]);
    for (const name of [...whole.card.files, 'losses.parquet']) {
      expect(await readFile(join(resumed.directory, name)), name).toEqual(await readFile(join(whole.directory, name)));
    }
  });

  test('counts on from where it was', async () => {
    const dataDir = emptyFolder();
    const plan = tinyPlan('classifier', 'every = 12');
    await expect(train(plan, { dataDir, ...abortAfter(3) })).rejects.toThrow('enough');
    const started: unknown[] = [];
    const progress = { ...silentProgress, start: (...of: unknown[]) => started.push(of) };
    const { manifest } = await train(plan, { dataDir, progress });
    expect(started.at(-1)).toEqual(['tiny on cpu', 12, manifest.sittings[1]!.fromStep]);
  });

  test('and whose checkpoint is of another network is refused with advice', async () => {
    const dataDir = emptyFolder();
    await expect(train(tinyPlan('diffusion'), { dataDir, ...abortAfter(1) })).rejects.toThrow('enough');
    const other = emptyFolder();
    const smaller = tinyPlan('diffusion').replace('depth = 1', 'depth = 2');
    await expect(train(smaller, { dataDir: other, ...abortAfter(1) })).rejects.toThrow('enough');
    const folderOf = async (dir: string) => join(dir, 'models', (await readdir(join(dir, 'models')))[0]!);
    const checkpoint = 'checkpoint.safetensors';
    const foreign = await readFile(join(await folderOf(other), checkpoint));
    await writeFile(join(await folderOf(dataDir), checkpoint), foreign);
    await expect(train(tinyPlan('diffusion'), { dataDir })).rejects.toThrow(
      /network of \d+ parameters.*remove the folder/,
    );
  });
});

test('training ends early where its metric gets no better, with the best weights', async () => {
  // A learning rate that only does harm: nothing is better than the beginning.
  const evaluation = 'every = 2\nstop = { metric = "loss", patience = 2 }';
  const plan = tinyPlan('classifier', evaluation).replace('steps = 12', 'steps = 40\nlearning_rate = 3.0');
  const notes: string[] = [];
  const { directory, card } = await train(plan, { progress: { ...silentProgress, note: (text) => notes.push(text) } });
  expect(card.steps).toBe(card.chosenStep + 4);
  expect(card.steps).toBeLessThan(40);
  const trained = card.evaluations.filter(({ step }) => step > 0);
  const best = trained.toSorted((a, b) => a.metrics.loss! - b.metrics.loss!)[0]!;
  expect(card.chosenStep).toBe(best.step);
  expect(notes.at(-1)).toBe(
    `ended early: loss was no better for 2 evaluations; the weights of step ${best.step} are kept`,
  );
  expect(await readParquet(join(directory, 'losses.parquet'))).toHaveLength(card.steps);
});

test('of equally good weights those trained longest are kept, and they do not put off the end', async () => {
  // No step moves the weights, so that every evaluation finds the same.
  const evaluation = 'every = 2\nstop = { metric = "accuracy", patience = 3 }';
  const plan = tinyPlan('classifier', evaluation).replace('steps = 12', 'steps = 40\nlearning_rate = 1e-30');
  const { card } = await train(plan);
  expect([card.steps, card.chosenStep]).toEqual([8, 8]);
});

test('training stops where the loss is no number any more, and says what may help', async () => {
  const plan = tinyPlan('diffusion', 'every = 12').replace('steps = 12', 'steps = 12\nlearning_rate = 1e30');
  await expect(train(plan)).rejects.toThrow(/the loss of step \d+ is (NaN|Infinity): a lower training\.learning_rate/);
});

test('a training that is interrupted as it diverges leaves the checkpoint of before', async () => {
  const root = new AbortController();
  let hasBegun = false;
  const advance = (task: string) => {
    hasBegun ||= task !== 'images';
  };
  // Looked at first after the first step was asked whether to stop: the interruption falls into the second, which diverges.
  const now = () => {
    if (hasBegun) root.abort(new Error('enough'));
    return systemClock.now();
  };
  const dataDir = emptyFolder();
  const plan = tinyPlan('diffusion', 'every = 12').replace('steps = 12', 'steps = 12\nlearning_rate = 1e30');
  const ports = { signal: root.signal, progress: { ...silentProgress, advance }, clock: { ...systemClock, now } };
  await expect(train(plan, { dataDir, ...ports })).rejects.toThrow('the loss of step');
  const [model] = await readdir(join(dataDir, 'models'));
  const checkpoint = await readCheckpoint(join(dataDir, 'models', model!, 'checkpoint.safetensors'));
  expect(checkpoint!.state.step).toBe(checkpoint!.losses.length);
  expect(checkpoint!.state.vectors.parameters!.every(Number.isFinite)).toBe(true);
});

test.each([
  ['classifier', /^step 0$/],
  ['diffusion', /^step 0: samples\/step-000000\.png$/],
  ['captioner', /^step 0: samples\/step-000000\.txt$/],
] as const)('where nothing is held out, a %s says what there is to see', async (kind, first) => {
  const others = await pictureFolder(join(emptyFolder(), 'pictures'));
  await rm(join(others, 'test'), { recursive: true });
  const notes: string[] = [];
  const progress = { ...silentProgress, note: (text: string) => notes.push(text) };
  const { directory } = await train(tinyPlan(kind, 'every = 12'), { images: others, progress });
  expect(notes[0]).toBe(`the model's folder: ${directory}`);
  expect(notes[1]).toMatch(first);
  if (kind !== 'captioner') return;
  const shown = (await readFile(join(directory, 'samples', 'step-000012.txt'), 'utf8')).trimEnd().split('\n');
  expect(shown).toHaveLength(25);
  expect(shown[1]).toMatch(/^train\/blue\/0\.png: .* \| a blue square$/);
});

test('checkpoints take a small part of the time', async () => {
  // Every look at this clock takes three seconds.
  let now = 0;
  const clock: Clock = { ...systemClock, now: () => (now += 3000) };
  const { directory } = await train(tinyPlan('diffusion', 'every = 12'), { clock });
  const log = (await readFile(join(directory, 'log.jsonl'), 'utf8')).match(/"committed"/g)!;
  expect(log.length).toBeLessThan(5);
});
