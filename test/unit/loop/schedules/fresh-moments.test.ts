import { describe, expect, test } from 'vitest';
import { trainingSets } from '../../../../src/loop/policies.ts';
import { nextMoments, realMoments, settledMoments } from '../../../../src/loop/schedules/fresh-moments.ts';
import { predictSpread } from '../../../../src/loop/theory/spread.ts';

test.each([
  [10, 40, 1, 0.0576470588, 1.0470588235],
  [10, 40, 0.8, 0.0313700384, 0.5697823303],
  [100, 900, 1, 0.0052857143, 1.0047619048],
  [100, 900, 0.8, 0.0018819939, 0.3577483893],
])('%d real, %d synthetic, bias %d settle at E μ² %d and E σ² %d', (real, synthetic, bias, meanSquared, variance) => {
  const settled = settledMoments({ real, synthetic, bias });
  expect(settled.meanSquared).toBeCloseTo(meanSquared, 9);
  expect(settled.variance).toBeCloseTo(variance, 9);
});

test('whatever the loop starts from, it settles there', () => {
  const mix = { real: 100, synthetic: 300, bias: 0.9 };
  const settled = settledMoments(mix);
  for (const start of [realMoments(5), realMoments(1000)]) {
    let moments = start;
    for (let generation = 0; generation < 200; generation++) moments = nextMoments(moments, mix);
    for (const key of ['meanSquared', 'variance', 'meanFourth', 'mixed', 'varianceSquared'] as const) {
      expect(moments[key] / settled[key]).toBeCloseTo(1, 10);
    }
  }
});

test.each([
  [10, 40, 0.8],
  [7, 3, 1],
])('%d real and %d synthetic items with bias %d go the way the general prediction says', (real, synthetic, bias) => {
  const additions = Array.from({ length: 6 }, () => ({ real, synthetic }));
  const spreads = predictSpread(trainingSets('fresh', 20, additions), {
    realVariance: 1,
    ddof: 1,
    bias,
    drawVariance: (variance) => variance,
  });
  let moments = realMoments(20);
  for (const { variance, varianceOfMean } of spreads) {
    expect(moments.variance).toBeCloseTo(variance, 12);
    expect(moments.meanSquared).toBeCloseTo(varianceOfMean, 12);
    moments = nextMoments(moments, { real, synthetic, bias });
  }
});

describe('real items alone', () => {
  test('have the moments of the normal and chi-square distributions', () => {
    const { meanSquared, variance, meanFourth, mixed, varianceSquared } = realMoments(10);
    expect(meanSquared).toBeCloseTo(1 / 10, 14);
    expect(variance).toBeCloseTo(1, 14);
    expect(meanFourth).toBeCloseTo(3 / 100, 14);
    expect(mixed).toBeCloseTo(1 / 10, 14); // mean and variance are independent
    expect(varianceSquared).toBeCloseTo(1 + 2 / 9, 14);
  });
  test('are what a mix without synthetic items settles at', () => {
    const settled = settledMoments({ real: 10, synthetic: 0, bias: 0.8 });
    for (const [key, value] of Object.entries(realMoments(10))) {
      expect(settled[key as keyof typeof settled]).toBeCloseTo(value, 12); // the keys are those of the moments
    }
  });
});

test.each([
  ['fewer than two real items', { real: 1, synthetic: 10, bias: 1 }],
  ['a bias of 0', { real: 10, synthetic: 10, bias: 0 }],
  ['a negative count', { real: 10, synthetic: -1, bias: 1 }],
])('%s is refused', (_, mix) => {
  expect(() => settledMoments(mix)).toThrow(RangeError);
});
