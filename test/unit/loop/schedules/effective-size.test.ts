import { describe, expect, test } from 'vitest';
import { gammaDraw } from '../../../../src/core/math/random-variates.ts';
import { createRng } from '../../../../src/core/rng.ts';
import { effectiveSizeRatio, expectedDistance, meanSizeRatio } from '../../../../src/loop/schedules/effective-size.ts';
import { realMoments, settledMoments } from '../../../../src/loop/schedules/fresh-moments.ts';

test.each([
  [100, 100, 1.497],
  [100, 900, 1.892],
  [1000, 10000, 1.908],
])('%d real and %d synthetic items tell the mean as well as %d times the real ones', (real, synthetic, ratio) => {
  expect(meanSizeRatio({ real, synthetic, bias: 1 })).toBeCloseTo(ratio, 3);
});

describe('the distance expected of a fit', () => {
  test('to 100 real items is 1/100 + 2 − 2 c₄(100)', () => {
    expect(expectedDistance(realMoments(100))).toBeCloseTo(0.01 + 2 - 2 * 0.9974779761, 9);
  });
  test('is the simulated one: 20,000 loops of 50 real and 50 synthetic items with bias 0.8', () => {
    const rng = createRng(11);
    const n = 50;
    const bias = 0.8;
    const loops = 20_000;
    const distances = new Float64Array(loops).map(() => {
      let mean = 0;
      let variance = 1;
      for (let generation = 0; generation < 12; generation++) {
        const ofReal = rng.normal() / Math.sqrt(n);
        const ofSynthetic = mean + Math.sqrt((bias * variance) / n) * rng.normal();
        const within = 2 * gammaDraw((n - 1) / 2, rng) + 2 * bias * variance * gammaDraw((n - 1) / 2, rng);
        mean = (ofReal + ofSynthetic) / 2;
        variance = (within + (n / 2) * (ofReal - ofSynthetic) ** 2) / (2 * n - 1);
      }
      return mean ** 2 + (Math.sqrt(variance) - 1) ** 2;
    });
    const average = distances.reduce((sum, value) => sum + value, 0) / loops;
    const squares = distances.reduce((sum, value) => sum + (value - average) ** 2, 0) / (loops - 1);
    const expected = expectedDistance(settledMoments({ real: n, synthetic: n, bias }));
    expect(Math.abs(average - expected)).toBeLessThan(4 * Math.sqrt(squares / loops));
  });
});

describe('synthetic items beside real ones', () => {
  const ratio = (items: number, share: number, bias: number) =>
    effectiveSizeRatio({ real: items * (1 - share), synthetic: items * share, bias });

  test('are worth about their share without a sampling bias, and never do harm', () => {
    for (const share of [0.02, 0.1, 0.3, 0.5]) expect(ratio(1000, share, 1)).toBeCloseTo(1 + share, 2);
  });
  test('do no harm when few, and do when many, with a bias', () => {
    expect(ratio(1000, 0.1, 0.8)).toBeGreaterThan(1);
    expect(ratio(1000, 0.2, 0.8)).toBeLessThan(1);
    expect(ratio(1000, 0.2, 0.9)).toBeGreaterThan(1);
    expect(ratio(1000, 0.5, 0.9)).toBeLessThan(1);
  });
  test('do harm sooner when there are more items in all: their number must not grow with the real ones', () => {
    expect(ratio(200, 0.3, 0.8)).toBeGreaterThan(1);
    expect(ratio(1000, 0.3, 0.8)).toBeLessThan(1);
  });
  test('none of them is a ratio of 1', () => {
    expect(ratio(1000, 0, 0.8)).toBe(1);
  });
});
