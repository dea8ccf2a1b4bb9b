import { expect, test } from 'vitest';
import { thresholded } from '../../../../src/loop/models/thresholding.ts';

const RANGES = [
  { low: -1, high: 1 },
  { low: 0, high: 3 },
];

/** Two images of two channels of one pixel, the second with less noise. */
const VARIANCE = Float32Array.of(0.64, 0.36);
const rates = [
  { signal: 0.6, noise: 0.8 },
  { signal: 0.8, noise: 0.6 },
];

function estimates(noisy: Float32Array, noise: Float32Array) {
  return Array.from(noise, (value, i) => {
    const { signal, noise: rate } = rates[Math.floor(i / 2)]!;
    return (noisy[i]! - rate * value) / signal;
  });
}

test('the noise implies an image inside the range of each channel, and is left alone where it did before', async () => {
  const noisy = Float32Array.of(2, 2, -3, -3);
  const noise = Float32Array.of(0.1, 0.1, -4.5, -4.5);
  expect(estimates(noisy, noise).map((x) => x.toFixed(3))).toEqual(['3.200', '3.200', '-0.375', '-0.375']);
  const kept = await thresholded(async () => noise, RANGES)(noisy, VARIANCE);
  const [first, second, third, fourth] = estimates(noisy, kept);
  expect(first).toBeCloseTo(1, 5);
  expect(second).toBeCloseTo(3, 5);
  expect(third).toBe(estimates(noisy, noise)[2]);
  expect(fourth).toBeCloseTo(0, 5);
});
