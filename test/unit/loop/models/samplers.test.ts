import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { ratesAt } from '../../../../src/loop/models/noise-schedule.ts';
import { drawSamples, guided, type NoisePredictor } from '../../../../src/loop/models/samplers.ts';

const ELEMENTS = 12;

/** Knows the images, and so which noise is in what it is shown. */
function oracleOf(images: Float32Array, steps: number): NoisePredictor {
  let calls = 0;
  return async (noisy) => {
    const { signal, noise } = ratesAt(1 - calls++ / steps);
    return noisy.map((x, i) => (x - signal * images[i]!) / noise);
  };
}

function normals(seed: string | number, count: number): Float32Array {
  const rng = createRng(seed);
  return Float32Array.from({ length: count }, () => rng.normal());
}

describe('a predictor that knows the images is given them back', () => {
  const images = normals('images', 3 * ELEMENTS);
  test.each([
    [1, 0],
    [20, 0],
    [20, 0.5],
    [20, 1],
  ])('in %i steps with eta %f', async (steps, eta) => {
    const options = { seeds: ['a', 'b', 'c'], elements: ELEMENTS, steps, eta };
    const samples = await drawSamples(oracleOf(images, steps), options);
    // One step divides a float32 by a signal of 0.02, twenty end at one of 0.94.
    const tolerance = steps === 1 ? 1e-5 : 1e-6;
    for (const [i, value] of samples.entries()) expect(Math.abs(value - images[i]!)).toBeLessThan(tolerance);
  });
});

test('with eta 0 an estimate is noised anew with the predicted noise only, from a signal of 0.02 to one of 0.95', async () => {
  const shown: Float32Array[] = [];
  const variances: number[] = [];
  const predict: NoisePredictor = async (noisy, variance) => {
    shown.push(noisy);
    variances.push(...variance);
    return noisy.map((x) => 0.3 * x + 0.1);
  };
  const samples = await drawSamples(predict, { seeds: [5], elements: 4, steps: 2 });
  const [first, halfway] = [ratesAt(1), ratesAt(0.5)];
  expect(variances).toEqual([Math.fround(first.noise ** 2), Math.fround(halfway.noise ** 2)]);
  expect(shown[0]).toEqual(normals(5, 4));
  for (const [i, x] of shown[0]!.entries()) {
    const noise = 0.3 * x + 0.1;
    const clean = (x - first.noise * noise) / first.signal;
    const next = halfway.signal * clean + halfway.noise * noise;
    expect(shown[1]![i]! / next).toBeCloseTo(1, 5);
    expect(samples[i]! / ((next - halfway.noise * (0.3 * next + 0.1)) / halfway.signal)).toBeCloseTo(1, 5);
  }
});

test('with eta 1 a step draws from the posterior of DDPM given the estimated image', async () => {
  const shown: Float32Array[] = [];
  const predict: NoisePredictor = async (noisy) => {
    shown.push(noisy);
    return noisy.map((x) => 0.9 * x);
  };
  await drawSamples(predict, { seeds: [5], elements: 6, steps: 2, eta: 1 });
  // Ho, Jain & Abbeel (2020), equation 7: alphaBar is the squared signal.
  const [now, next] = [ratesAt(1), ratesAt(0.5)];
  const [alphaBar, alphaBarNext] = [now.signal ** 2, next.signal ** 2];
  const alpha = alphaBar / alphaBarNext;
  const beta = 1 - alpha;
  const drawn = normals(5, 12);
  for (const [i, x] of shown[0]!.entries()) {
    const clean = (x - now.noise * 0.9 * x) / now.signal;
    const mean = (Math.sqrt(alphaBarNext) * beta * clean + Math.sqrt(alpha) * (1 - alphaBarNext) * x) / (1 - alphaBar);
    const variance = ((1 - alphaBarNext) / (1 - alphaBar)) * beta;
    expect(shown[1]![i]!).toBeCloseTo(mean + Math.sqrt(variance) * drawn[6 + i]!, 5);
  }
});

describe('from normal data, whose noise has a closed form, samples have the mean and the variance of the last estimate', () => {
  const [MEAN, VARIANCE, STEPS] = [0.5, 0.25, 100];
  const predict: NoisePredictor = async (noisy, variances) => {
    const noise = Math.sqrt(variances[0]!);
    const signal = Math.sqrt(1 - variances[0]!);
    const total = signal ** 2 * VARIANCE + noise ** 2;
    return noisy.map((x) => (noise * (x - signal * MEAN)) / total);
  };
  test.each([0, 1])('with eta %i', async (eta) => {
    const seeds = Array.from({ length: 5 }, (_, i) => `item ${i}`);
    const samples = await drawSamples(predict, { seeds, elements: 1000, steps: STEPS, eta });
    const mean = samples.reduce((sum, x) => sum + x, 0) / samples.length;
    const variance = samples.reduce((sum, x) => sum + (x - mean) ** 2, 0) / samples.length;
    const { signal, noise } = ratesAt(1 / STEPS);
    const expected = (signal * VARIANCE) ** 2 / (signal ** 2 * VARIANCE + noise ** 2);
    // 5 000 values: the mean is known to 0.006 and the variance to 2 %; a finite number of steps and a beginning that
    // leaves out a signal of 0.02 move them by up to 0.014 and 2 %.
    expect(Math.abs(mean - MEAN)).toBeLessThan(0.032);
    expect(Math.abs(variance / expected - 1)).toBeLessThan(0.08);
  });
});

test('a sample is the same in any company', async () => {
  const predict: NoisePredictor = async (noisy) => noisy.map((x) => Math.tanh(x));
  const of = (seeds: readonly string[]) => drawSamples(predict, { seeds, elements: 5, steps: 3, eta: 1 });
  const together = await of(['a', 'b']);
  expect(together.slice(0, 5)).toEqual(await of(['a']));
  expect(together.slice(5)).toEqual(await of(['b']));
  expect(together.slice(0, 5)).not.toEqual(together.slice(5));
});

test('guidance goes on from the prediction without the condition through the one with it', () => {
  const [conditional, unconditional] = [Float32Array.of(1, 2), Float32Array.of(0, 4)];
  expect(guided(conditional, unconditional, 1)).toEqual(conditional);
  expect(guided(conditional, unconditional, 0)).toEqual(unconditional);
  expect(guided(conditional, unconditional, 3)).toEqual(Float32Array.of(3, -2));
});

test('sampling stops before the next step when it is aborted', async () => {
  const controller = new AbortController();
  let calls = 0;
  const predict: NoisePredictor = async (noisy) => {
    calls++;
    controller.abort();
    return noisy;
  };
  const sampling = drawSamples(predict, { seeds: [1], elements: 2, steps: 5, signal: controller.signal });
  await expect(sampling).rejects.toThrow(/aborted/);
  expect(calls).toBe(1);
});

test.each([
  [{ steps: 0 }, 'steps must be a whole number >= 1, got 0'],
  [{ steps: 2.5 }, 'steps must be a whole number >= 1, got 2.5'],
  [{ eta: -0.1 }, 'eta must be in [0, 1], got -0.1'],
  [{ eta: Number.NaN }, 'eta must be in [0, 1], got NaN'],
])('options %o are refused', async (change, message) => {
  const sampling = drawSamples(async (noisy) => noisy, { seeds: [1], elements: 2, steps: 1, ...change });
  await expect(sampling).rejects.toThrow(message);
});
