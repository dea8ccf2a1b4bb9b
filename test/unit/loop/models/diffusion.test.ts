import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { diffusionTrainable } from '../../../../src/loop/models/diffusion.ts';
import { trainingStep } from '../../../../src/loop/models/training.ts';
import type { UNetConfig } from '../../../../src/loop/models/unet.ts';

const CONFIG: UNetConfig = { size: 4, channels: 2, widths: [4, 6], depth: 1, embedding: 4 };
const IMAGES = new Float32Array(5 * 32);

test('a step is fed exactly what is drawn for it, and the numbers of the optimiser', () => {
  const trainable = diffusionTrainable(CONFIG, IMAGES, 3);
  const options = { epsilon: 1e-7, epsilonPlacement: 'keras', weightDecay: 0 } as const;
  const { graph, fed } = trainingStep(trainable, options);
  const drawn = trainable.draw(createRng(1));
  const numbers = ['learningRate', 'firstCorrection', 'secondCorrection', 'averageDecay'];
  expect([...fed].sort()).toEqual([...Object.keys(drawn), ...numbers].sort());
  for (const [name, values] of Object.entries(drawn)) {
    const { shape } = graph.inputs.find((input) => input.name === name)!;
    expect(values.length, name).toBe(shape.reduce((size, length) => size * length, 1));
  }
});

test('a batch is drawn from all images, with rates whose squares sum to 1 and standard normal noise', () => {
  const { draw } = diffusionTrainable(CONFIG, IMAGES, 200);
  const { indices, signalRates, noiseRates, noise } = draw(createRng('a batch'));
  expect(new Set(indices)).toEqual(new Set([0, 1, 2, 3, 4]));
  for (const [i, signal] of signalRates!.entries()) expect(signal ** 2 + noiseRates![i]! ** 2).toBeCloseTo(1, 6);
  expect(Math.min(...signalRates!)).toBeGreaterThanOrEqual(Math.fround(0.02));
  expect(Math.max(...signalRates!)).toBeLessThanOrEqual(Math.fround(0.95));
  // 6 400 values: the mean is known to 0.0125, the mean square to 0.018.
  const values = Array.from(noise!);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const square = values.reduce((sum, x) => sum + x * x, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.05);
  expect(Math.abs(square - 1)).toBeLessThan(0.08);
});

test.each([0, 33])('%i values are not whole images', (length) => {
  expect(() => diffusionTrainable(CONFIG, new Float32Array(length), 1)).toThrow(
    `expected images of 2 × 4 × 4 values, got ${length} values`,
  );
});
