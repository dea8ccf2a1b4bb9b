import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import {
  averagedWeights,
  Trainer,
  type TrainerOptions,
  type TrainingState,
} from '../../../../src/loop/models/trainer.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import { stripesNetwork, stripesTrainable } from '../../../support/stripes-model.ts';

const never = new AbortController().signal;
const stripes = stripesTrainable(createRng('stripes'));

/** A clock that lets a run seem to take so long; how steps fall into runs follows from it. */
function options(msPerReading: number): TrainerOptions {
  let now = 0;
  return {
    seed: 7,
    learningRate: (step) => 0.02 / (1 + step / 50),
    averageDecay: 0.9,
    epsilon: 1e-7,
    epsilonPlacement: 'keras',
    weightDecay: 1e-4,
    clipNorm: 5,
    providers: ['cpu'],
    threads: 1,
    clock: { now: () => (now += msPerReading) },
  };
}

async function trained(steps: number, trainer: Trainer): Promise<{ losses: number[]; runs: number }> {
  const losses: number[] = [];
  let runs = 0;
  for await (const chunk of trainer.train(steps, never)) {
    expect(chunk.from).toBe(losses.length);
    losses.push(...chunk.losses);
    runs++;
  }
  return { losses, runs };
}

function bytesOf({ step, vectors }: TrainingState) {
  return {
    step,
    vectors: Object.entries(vectors).map(([name, values]) => [name, Buffer.from(values.buffer).toString('base64')]),
  };
}

test('a training lowers its loss, one loss a step, several steps a run', async () => {
  await using trainer = await Trainer.open(stripes, options(100));
  const { losses, runs } = await trained(100, trainer);
  expect(losses).toHaveLength(100);
  expect(runs).toBeLessThan(12);
  expect(Math.max(...losses.slice(-10))).toBeLessThan(losses[0]! / 2);
});

test('a training that goes on from a saved state ends in the same bytes, however steps fall into runs', async () => {
  await using whole = await Trainer.open(stripes, options(1));
  await trained(23, whole);
  await using first = await Trainer.open(stripes, options(10_000));
  expect((await trained(9, first)).runs).toBe(9);
  const saved = structuredClone(await first.state());
  await using second = await Trainer.open(stripes, options(1000));
  await second.restore(saved);
  for await (const _ of second.train(23, never));
  expect(bytesOf(await second.state())).toEqual(bytesOf(await whole.state()));
});

test('an aborted training keeps the state between two runs and goes on from there', async () => {
  await using trainer = await Trainer.open(stripes, options(10_000));
  const stop = new AbortController();
  const steps = async () => {
    for await (const { from } of trainer.train(10, stop.signal)) if (from === 3) stop.abort(new Error('enough'));
  };
  await expect(steps()).rejects.toThrow('enough');
  expect((await trainer.state()).step).toBe(4);
  for await (const _ of trainer.train(10, never));
  await using other = await Trainer.open(stripes, options(10));
  await trained(10, other);
  expect(bytesOf(await trainer.state())).toEqual(bytesOf(await other.state()));
});

test('the averaged weights are a model of their own that tells stripes apart', async () => {
  await using trainer = await Trainer.open(stripes, options(10));
  await trained(150, trainer);
  const weights = averagedWeights(trainer.layout, await trainer.state());
  expect([...weights.tensors.keys()]).toEqual([
    'conv/kernel',
    'conv/bias',
    'head/kernel',
    'head/bias',
    'norm/mean',
    'norm/variance',
  ]);
  const model = inferenceModel((scope) => {
    scope.graph.output('logits', stripesNetwork(scope, scope.graph.input('images', [32, 1, 6, 6])));
  }, weights);
  await using session = await openSession(model, { providers: ['cpu'], threads: 1 });
  const { logits } = await session.run({ images: { shape: [32, 1, 6, 6], values: stripes.resident.images!.values } });
  const right = Array.from(
    { length: 32 },
    (_, i) => Number(logits!.values[2 * i + 1]! > logits!.values[2 * i]!) === i % 2,
  );
  expect(right.filter(Boolean).length).toBeGreaterThan(29);
});

test('a state that lacks a vector is refused', async () => {
  await using trainer = await Trainer.open(stripes, options(1));
  await expect(trainer.restore({ step: 3, vectors: {} })).rejects.toThrow('needs the vector parameters');
});
