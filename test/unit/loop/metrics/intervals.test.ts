import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import type { FeatureMatrix } from '../../../../src/loop/metrics/feature-matrix.ts';
import { fid } from '../../../../src/loop/metrics/fid.ts';
import { realFloor } from '../../../../src/loop/metrics/floor.ts';
import { bootstrapInterval, meanInterval } from '../../../../src/loop/metrics/intervals.ts';
import { randomFeatures } from './random-features.ts';

describe('the t interval of a mean', () => {
  test('of 1, 2, 3 is 2 ± 4.3027/√3', () => {
    const { mean, sd, low, high, items } = meanInterval([1, 2, 3]);
    expect({ mean, sd, items }).toEqual({ mean: 2, sd: 1, items: 3 });
    expect(high - 2).toBeCloseTo(4.30265273 / Math.sqrt(3), 7);
    expect(2 - low).toBeCloseTo(high - 2, 12);
  });
  test('needs two items, all finite', () => {
    expect(() => meanInterval([1])).toThrow('at least 2 items, got 1');
    expect(() => meanInterval([1, Number.NaN])).toThrow('item 1 must be finite, got NaN');
  });
});

describe('the bootstrap over items', () => {
  const values = Float64Array.from({ length: 200 }, (_, i) => i / 200);
  const meanOfDrawn = (indices: Uint32Array) => {
    let sum = 0;
    for (const index of indices) sum += values[index]!;
    return sum / indices.length;
  };
  test('of a mean agrees with the t interval', async () => {
    const { low, high, draws } = await bootstrapInterval(200, meanOfDrawn, { rng: createRng(1), draws: 2000 });
    const expected = meanInterval(values);
    expect(draws.length).toBe(2000);
    // Ends of 2,000 draws have a standard error of about 0.001.
    expect(Math.abs(low - expected.low)).toBeLessThan(0.005);
    expect(Math.abs(high - expected.high)).toBeLessThan(0.005);
  });
  test('is refused with fewer than 200 draws or one item, and when the metric is never finite', async () => {
    await expect(bootstrapInterval(200, meanOfDrawn, { rng: createRng(1), draws: 199 })).rejects.toThrow('>= 200');
    await expect(bootstrapInterval(1, meanOfDrawn, { rng: createRng(1) })).rejects.toThrow('at least 2 items');
    await expect(bootstrapInterval(5, () => Number.NaN, { rng: createRng(1) })).rejects.toThrow('not finite');
  });
});

describe('the real-against-real floor', () => {
  const real = randomFeatures(400, 8, 'real');
  const distance = async (a: FeatureMatrix, b: FeatureMatrix) => (await fid(a, b)).value;
  test('of FID falls as the sets grow, and no two parts share an item', async () => {
    const small = await realFloor(real, distance, { rng: createRng(1), size: 50 });
    const large = await realFloor(real, distance, { rng: createRng(1), size: 200 });
    expect(small.values.length).toBe(10);
    // The bias is about proportional to 1/n.
    expect(small.mean / large.mean).toBeGreaterThan(3);
    expect(small.mean / large.mean).toBeLessThan(5.5);
    const numbered = { rows: 40, columns: 1, values: Float64Array.from({ length: 40 }, (_, i) => i) };
    const shared = await realFloor(numbered, (a, b) => new Set([...a.values, ...b.values]).size, {
      rng: createRng(2),
      size: 20,
    });
    expect(shared.mean).toBe(40);
  });
  test('needs twice as many real items', async () => {
    const tooLarge = realFloor(real, distance, { rng: createRng(1), size: 201 });
    await expect(tooLarge).rejects.toThrow('at least 402 items, got 400');
  });
});
