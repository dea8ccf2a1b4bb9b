import { describe, expect, test } from 'vitest';
import { bcaInterval, bootstrapStatistic } from '../../../../src/analysis/methods/cluster-bootstrap.ts';
import { type ClusterCounts, multinomialWeights } from '../../../../src/core/math/bootstrap.ts';
import { createRng } from '../../../../src/core/rng.ts';

/** One cell; cluster c adds values[c] to it. */
function oneCell(values: readonly number[]): ClusterCounts {
  return {
    clusters: values.length,
    cells: 1,
    start: Uint32Array.from({ length: values.length + 1 }, (_, i) => i),
    cell: new Uint32Array(values.length),
    value: Uint32Array.from(values),
  };
}

const total = (cells: Float64Array): number => cells[0]!;

function options(draws = 500) {
  return { draws, drawWeights: multinomialWeights(createRng(1)) };
}

describe('bootstrapStatistic', () => {
  test('a total has the standard error of a sum of draws', () => {
    const values = [0, 0, 10, 10];
    const result = bootstrapStatistic(oneCell(values), total, options(4000))!;
    expect(result.point).toBe(20);
    // √(n·population variance) = √(4·25) = 10; with 4000 draws its own error is about 1 %, so 5 % is safe.
    expect(Math.abs(result.standardError! - 10)).toBeLessThan(0.5);
    expect(result.bca.kind).toBe('interval');
  });

  test('draws without a finite statistic are counted and left out', () => {
    const result = bootstrapStatistic(
      oneCell([0, 6]),
      (cells) => (cells[0] === 0 ? Number.NaN : 1 / cells[0]!),
      options(),
    )!;
    expect(result.undefinedDraws).toBeGreaterThan(0);
    expect(Number.isFinite(result.mean)).toBe(true);
  });

  test('no clusters, or no statistic of the table itself, is null', () => {
    expect(bootstrapStatistic(oneCell([]), total, options())).toBeNull();
    expect(bootstrapStatistic(oneCell([0]), () => Number.NaN, options())).toBeNull();
  });

  test('one cluster has a point without a spread', () => {
    const result = bootstrapStatistic(oneCell([5]), total, options())!;
    expect(result).toMatchObject({ point: 5, standardError: 0, percentile: { low: 5, high: 5 } });
    expect(result.bca.kind).toBe('undefined');
  });
});

describe('bcaInterval', () => {
  const draws = Float64Array.from({ length: 1000 }, (_, i) => i + 0.5);

  test('is the percentile interval where neither bias nor skewness is seen', () => {
    const result = bcaInterval(500, draws, Float64Array.of(1, 2, 3));
    if (result.kind === 'undefined') throw new Error(result.reason);
    expect(result.bias).toBeCloseTo(0, 12);
    expect(result.acceleration).toBeCloseTo(0, 12);
    expect(result.interval.low).toBeCloseTo(0.5 + 0.025 * 999, 9);
    expect(result.interval.high).toBeCloseTo(0.5 + 0.975 * 999, 9);
  });

  test('a point above most draws moves the interval up', () => {
    const result = bcaInterval(700, draws, Float64Array.of(1, 2, 3));
    if (result.kind === 'undefined') throw new Error(result.reason);
    expect(result.interval.low).toBeGreaterThan(0.025 * 1000);
    expect(result.interval.high).toBeGreaterThan(0.975 * 1000);
  });

  test.each([
    ['all draws above the point', -1, Float64Array.of(1, 2, 3), 'all draws lie on one side'],
    ['all draws below the point', 2000, Float64Array.of(1, 2, 3), 'all draws lie on one side'],
    ['clusters that do not matter', 500, Float64Array.of(2, 2, 2), 'leaving out single clusters changes nothing'],
  ])('%s leave it undefined, with a reason', (_, point, leftOut, reason) => {
    const result = bcaInterval(point, draws, leftOut);
    expect(result).toMatchObject({ kind: 'undefined', reason: expect.stringContaining(reason) });
  });

  test('no draws leave it undefined', () => {
    expect(bcaInterval(1, new Float64Array(), Float64Array.of(1, 2))).toEqual({
      kind: 'undefined',
      reason: 'there are no draws',
    });
  });
});
