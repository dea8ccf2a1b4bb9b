import { describe, expect, test } from 'vitest';
import { freshAdditions, freshOutlook } from '../../../../src/loop/schedules/fresh.ts';
import { flowsOf } from '../flow-of.ts';

test('uploads of a mean generation are the size; busier generations have larger sets', () => {
  // scale 200 · 2 / 400 = 1
  expect(freshAdditions(flowsOf([100, 0.5], [300, 0.25]), 200)).toEqual([
    { real: 50, synthetic: 50 },
    { real: 225, synthetic: 75 },
  ]);
});

test('half the size is half of each, remainders carried on', () => {
  // real 25, 112.5 → sums 25, 137.5; synthetic 25, 37.5 → 25, 62.5
  expect(freshAdditions(flowsOf([100, 0.5], [300, 0.25]), 100)).toEqual([
    { real: 25, synthetic: 25 },
    { real: 113, synthetic: 38 },
  ]);
});

describe('the outlook', () => {
  test('of 10 real and 40 synthetic items a generation with bias .8 ends where the loop settles', () => {
    const additions = Array.from({ length: 60 }, () => ({ real: 10, synthetic: 40 }));
    const outlook = freshOutlook(additions, 100, 0.8);
    expect(outlook).toHaveLength(61);
    expect(outlook[0]).toEqual({ variance: 1, varianceOfMean: 0.01, effectiveSizeRatio: null });
    expect(outlook.at(-1)?.varianceOfMean).toBeCloseTo(0.0313700384, 9);
    expect(outlook.at(-1)?.variance).toBeCloseTo(0.5697823303, 9);
  });
  test('after one generation is the recursion by hand', () => {
    // 50 real, 50 synthetic after D₀ of 100, bias 1: μ² = ¼/50 + ¼(.01 + 1/50); σ² = (49 + 49 + 25 (.01 + 2/50)) / 99
    const [, first] = freshOutlook([{ real: 50, synthetic: 50 }], 100, 1);
    expect(first?.varianceOfMean).toBeCloseTo(0.005 + 0.0075, 14);
    expect(first?.variance).toBeCloseTo(99.25 / 99, 14);
    expect(first?.effectiveSizeRatio).toBeCloseTo(1.49, 2);
  });
  test('has no effective size without real items', () => {
    expect(freshOutlook([{ real: 0, synthetic: 50 }], 100, 1)[1]?.effectiveSizeRatio).toBeNull();
    expect(() => freshOutlook([{ real: 1, synthetic: 0 }], 100, 1)).toThrow(RangeError);
  });
});
