import { describe, expect, test } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';

describe('a seeded stream', () => {
  test('repeats for the same seed and differs for another', () => {
    const first = createRng(7);
    const again = createRng(7);
    const other = createRng(8);
    const a = Array.from({ length: 50 }, () => first.uniform());
    expect(Array.from({ length: 50 }, () => again.uniform())).toEqual(a);
    expect(Array.from({ length: 50 }, () => other.uniform())).not.toEqual(a);
  });

  test('a fork depends on its key alone, not on how far its parent has run', () => {
    const parent = createRng('world');
    const before = parent.fork('artist/1').uniform();
    for (let i = 0; i < 10; i++) parent.uniform();
    expect(parent.fork('artist/1').uniform()).toBe(before);
    expect(parent.fork('artist/2').uniform()).not.toBe(before);
  });

  test('uniform numbers fill [0, 1) evenly', () => {
    // 100,000 draws in 10 bins: chi-square with 9 degrees of freedom exceeds 33.7 once in 10,000 seeds.
    const rng = createRng('even');
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const u = rng.uniform();
      expect(u >= 0 && u < 1).toBe(true);
      bins[Math.floor(u * 10)]! += 1;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    expect(chiSquare).toBeLessThan(33.7);
  });

  test('normal numbers have mean 0, variance 1 and normal kurtosis', () => {
    // Four standard errors at 100,000 draws: 0.0126, 0.0179 and 0.0620.
    const rng = createRng('bell');
    const draws = Array.from({ length: 100_000 }, () => rng.normal());
    const mean = draws.reduce((a, b) => a + b) / draws.length;
    const moment = (k: number) => draws.reduce((sum, x) => sum + (x - mean) ** k, 0) / draws.length;
    expect(Math.abs(mean)).toBeLessThan(0.0126);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.0179);
    expect(Math.abs(moment(4) / moment(2) ** 2 - 3)).toBeLessThan(0.062);
  });

  test.each([0, -1, 1.5, Number.NaN])('integer(%s) is refused', (n) => {
    expect(() => createRng(1).integer(n)).toThrow(RangeError);
  });
});
