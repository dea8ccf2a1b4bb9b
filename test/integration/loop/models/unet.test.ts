import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { diffusionTrainable, imageSet, noiseProgram, noisyBatch } from '../../../../src/loop/models/diffusion.ts';
import { inferenceModel } from '../../../../src/loop/models/inference.ts';
import { initialVector, layoutOf, tensorsOf } from '../../../../src/loop/models/layout.ts';
import { drawSamples, type NoisePredictor } from '../../../../src/loop/models/samplers.ts';
import type { Scope } from '../../../../src/loop/models/scope.ts';
import { type UNetConfig, unet } from '../../../../src/loop/models/unet.ts';
import { meanSquaredError } from '../../../../src/loop/onnx/ops/losses.ts';
import { openSession } from '../../../../src/loop/onnx/session.ts';
import { gradientErrors } from '../../../support/model-gradients.ts';
import { trainSmall } from '../../../support/small-training.ts';
import {
  type Case,
  type Outcome,
  pythonWithTorch,
  trainHere,
  trainInTorch,
  unetCase,
} from '../../../support/torch-unet.ts';

const SMALL: UNetConfig = { size: 8, channels: 3, widths: [4, 6, 8], depth: 2, embedding: 4 };
const KERAS: UNetConfig = { size: 16, channels: 3, widths: [32, 64, 96, 128], depth: 2, embedding: 32 };
const CPU = { providers: ['cpu'], threads: 1 } as const;

/** ‖actual − expected‖ / ‖expected‖. */
function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let [squares, total] = [0, 0];
  for (let i = 0; i < expected.length; i++) {
    squares += (actual[i]! - expected[i]!) ** 2;
    total += expected[i]! ** 2;
  }
  return Math.sqrt(squares / total);
}

function expectAgreement(start: Case, ours: Outcome, torch: Outcome): void {
  const moved = ({ parameters }: Outcome) => start.vectors.parameters!.map((value, i) => parameters[i]! - value);
  expect(relativeError(ours.losses, torch.losses), 'losses').toBeLessThan(1e-3);
  expect(relativeError(ours.gradient, torch.gradient), 'gradient').toBeLessThan(1e-3);
  expect(relativeError(moved(ours), moved(torch)), 'way of the parameters').toBeLessThan(5e-3);
  expect(relativeError(ours.statistics, torch.statistics), 'running statistics').toBeLessThan(1e-3);
}

test('three steps of a small U-Net have the gradient, the way and the statistics that PyTorch has written down', async () => {
  const file = resolve(import.meta.dirname, '../../../fixtures/unet.json');
  // torch-unet.ts wrote this file.
  const golden = JSON.parse(readFileSync(file, 'utf8')) as { config: UNetConfig; batch: number; outcome: Outcome };
  const start = unetCase(golden.config, golden.batch);
  expectAgreement(start, await trainHere(start), golden.outcome);
});

const python = pythonWithTorch();
test.skipIf(python === undefined)(
  "three steps of the Keras example's whole U-Net go as in PyTorch (needs a Python with torch)",
  async () => {
    const start = unetCase(KERAS, 4);
    expectAgreement(start, await trainHere(start), trainInTorch(python!, start));
  },
);

test('the gradient of a whole U-Net is that of central differences', async () => {
  const images = new Float32Array(3 * 192).map(normalFrom('images'));
  const trainable = diffusionTrainable(SMALL, images, 2);
  // Of squares: in so small a network, moved parameters carry some absolute errors over their kink.
  const squares = {
    ...trainable,
    loss: (scope: Scope) => {
      const { noisy, variance, noise } = noisyBatch(scope.graph, imageSet(SMALL, images), 2);
      return meanSquaredError(unet(scope, SMALL, noisy, variance), noise);
    },
  };
  const errors = await gradientErrors(squares, createRng('U-Net'));
  expect(errors.length).toBeGreaterThan(50);
  expect(errors.filter(({ error }) => !(error < 5e-3))).toEqual([]);
});

test('before training the prediction is zeros, and the loss the mean size of standard normal noise', async () => {
  const rng = createRng('before training');
  const program = noiseProgram(SMALL, 2);
  const { parameters, statistics } = layoutOf(program);
  const tensors = new Map([
    ...tensorsOf(parameters, initialVector(parameters, rng)),
    ...tensorsOf(statistics, initialVector(statistics, rng)),
  ]);
  await using session = await openSession(inferenceModel(program, { tensors }), CPU);
  const noisy = new Float32Array(2 * 192).map(normalFrom('noisy'));
  const { noise } = await session.run({
    noisy: { shape: [2, 3, 8, 8], values: noisy },
    variance: { shape: [2], values: Float32Array.of(0.1, 0.9996) },
  });
  expect(noise!.shape).toEqual([2, 3, 8, 8]);
  expect(new Set(Array.from(noise!.values, Number))).toEqual(new Set([0]));

  const images = new Float32Array(192).map(normalFrom('images'));
  const { losses } = await trainSmall(diffusionTrainable(SMALL, images, 64), 1, 1e-3);
  // 12 288 absolute values, whose deviation is 0.6: their mean is known to 0.0054.
  expect(Math.abs(losses[0]! - Math.sqrt(2 / Math.PI))).toBeLessThan(0.016);
});

describe('a U-Net that was trained on stripes across and stripes down draws both', () => {
  const config: UNetConfig = { size: 4, channels: 1, widths: [16, 16], depth: 1, embedding: 8 };
  const [kinds, pixels, batch] = [2, 16, 16];
  const stripes = Float32Array.from({ length: kinds * pixels }, (_, i) => {
    const pixel = i % pixels;
    return (i < pixels ? Math.floor(pixel / 4) : pixel) % 2 === 0 ? 1 : -1;
  });
  const training = trainSmall(diffusionTrainable(config, stripes, 64), 150, 0.01);

  test.each([0, 1])('with eta %i', async (eta) => {
    const { weights, losses } = await training;
    expect(Math.max(...losses.slice(-20))).toBeLessThan(0.4);
    await using session = await openSession(inferenceModel(noiseProgram(config, batch), weights), CPU);
    const predict: NoisePredictor = async (noisy, variance) => {
      const { noise } = await session.run({
        noisy: { shape: [batch, 1, 4, 4], values: Float32Array.from(noisy) },
        variance: { shape: [batch], values: Float32Array.from(variance) },
      });
      return Float32Array.from(noise!.values, Number);
    };
    const seeds = Array.from({ length: batch }, (_, i) => `item ${i}`);
    const samples = await drawSamples(predict, { seeds, elements: pixels, steps: 10, eta });
    const nearest = seeds.map((_, i) => {
      const distances = Array.from({ length: kinds }, (_, kind) => {
        const squares = Array.from(
          { length: pixels },
          (_, j) => (samples[i * pixels + j]! - stripes[kind * pixels + j]!) ** 2,
        );
        return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / pixels);
      });
      return { kind: distances[0]! < distances[1]! ? 0 : 1, distance: Math.min(...distances) };
    });
    expect(new Set(nearest.map(({ kind }) => kind)).size).toBe(kinds);
    // Pure noise is 1.4 away, grey 1.
    expect(nearest.reduce((sum, { distance }) => sum + distance, 0) / batch).toBeLessThan(0.7);
  });
});

function normalFrom(seed: string): () => number {
  const rng = createRng(seed);
  return () => rng.normal();
}
