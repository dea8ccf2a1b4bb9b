import { describe, expect, test } from 'vitest';
import { standardErrors } from '../../../../src/analysis/methods/cluster-covariance.ts';
import { poissonRegression } from '../../../../src/analysis/methods/poisson.ts';
import golden from '../../../fixtures/golden-stats.json' with { type: 'json' };
import { fitOf } from '../../../support/fits.ts';

/** Interrupted series, as the reference's design: [1, t, D, D·(t − 20)] with D = t ≥ 20. */
function interrupted(n: number): number[][] {
  const months = Array.from({ length: n }, (_, t) => t);
  const after = months.map((t) => (t >= 20 ? 1 : 0));
  return [months.map(() => 1), months, after, months.map((t, i) => after[i]! * (t - 20))];
}

describe('poissonRegression', () => {
  test('two groups have the logarithms of their means', () => {
    const { coefficients, covariance, deviance } = fitOf(
      poissonRegression({
        columns: [
          [1, 1, 1, 1],
          [0, 0, 1, 1],
        ],
        y: [1, 3, 6, 10],
      }),
    );
    expect(coefficients[0]).toBeCloseTo(Math.log(2), 12);
    expect(coefficients[1]).toBeCloseTo(Math.log(4), 12);
    expect(covariance[0]).toBeCloseTo(1 / 4, 12);
    expect(covariance[3]).toBeCloseTo(1 / 4 + 1 / 16, 12);
    expect(deviance).toBeCloseTo(
      2 * (Math.log(1 / 2) + 3 * Math.log(3 / 2) + 6 * Math.log(6 / 8) + 10 * Math.log(10 / 8)),
      12,
    );
  });

  test.each(['linear_noise', 'overdispersed_counts', 'zeros_then_growth'] as const)(
    'the interrupted series of %s agrees with statsmodels',
    (name) => {
      const { x, ref } = golden.series[name];
      const expected = ref.poisson_its.value;
      const fit = fitOf(
        poissonRegression({ columns: interrupted(x.length), y: x.map((value) => roundHalfEven(Math.abs(value))) }),
      );
      expect(worst(fit.coefficients, expected.params)).toBeLessThan(1e-7);
      expect(worst(standardErrors(fit.covariance), expected.bse)).toBeLessThan(1e-7);
      expect(Math.abs(fit.deviance - expected.deviance)).toBeLessThan(1e-7);
      expect(Math.abs(fit.dispersion! - expected.phi)).toBeLessThan(1e-7);
    },
  );

  test('twice the exposure at the same rate is no effect', () => {
    const fit = fitOf(
      poissonRegression({
        columns: [
          [1, 1, 1],
          [0, 0, 1],
        ],
        y: [2, 4, 12],
        exposure: [2, 4, 12],
      }),
    );
    expect(fit.coefficients[0]).toBeCloseTo(0, 12);
    expect(fit.coefficients[1]).toBeCloseTo(0, 12);
  });

  test('a weight of two is the row twice', () => {
    const weighted = fitOf(
      poissonRegression({
        columns: [
          [1, 1, 1],
          [0, 1, 2],
        ],
        y: [3, 1, 4],
        weights: [2, 1, 0],
      }),
    );
    const repeated = fitOf(
      poissonRegression({
        columns: [
          [1, 1, 1],
          [0, 0, 1],
        ],
        y: [3, 3, 1],
      }),
    );
    expect(weighted.coefficients[1]).toBeCloseTo(repeated.coefficients[1]!, 12);
    expect(weighted.deviance).toBeCloseTo(repeated.deviance, 12);
  });

  test('with one column the covariance by cluster is the squared cluster residuals over the squared total', () => {
    const fit = fitOf(
      poissonRegression({ columns: [[1, 1, 1, 1]], y: [1, 3, 6, 10], clusters: [7, 7, 9, 9], smallSample: 'none' }),
    );
    expect(fit.clusters).toBe(2);
    expect(fit.clusterCovariance![0]).toBeCloseTo((6 ** 2 + 6 ** 2) / 20 ** 2, 12);
  });

  test('two clusters double the covariance under the usual correction', () => {
    const data = { columns: [[1, 1, 1, 1]], y: [1, 3, 6, 10], clusters: [7, 7, 9, 9] };
    expect(fitOf(poissonRegression(data)).clusterCovariance![0]).toBeCloseTo((2 * 72) / 400, 10);
  });

  test('one cluster has no covariance by cluster', () => {
    expect(fitOf(poissonRegression({ columns: [[1, 1]], y: [1, 3], clusters: [4, 4] })).clusterCovariance).toBeNull();
  });

  test('a column made up of others is named', () => {
    const result = poissonRegression({
      columns: [
        [1, 1, 1],
        [1, 2, 3],
        [3, 4, 5],
      ],
      y: [1, 2, 3],
    });
    expect(result).toMatchObject({ kind: 'no-fit', cause: 'collinear', column: 2 });
  });

  test('a column that marks nothing but zero counts is named', () => {
    const result = poissonRegression({
      columns: [
        [1, 1, 1, 1],
        [0, 0, 1, 1],
      ],
      y: [3, 4, 0, 0],
    });
    expect(result).toMatchObject({ kind: 'no-fit', cause: 'separated', column: 1 });
  });

  test('all counts zero, and no rows, are answers and not exceptions', () => {
    expect(poissonRegression({ columns: [[1, 1]], y: [0, 0] })).toMatchObject({ cause: 'no-events' });
    expect(poissonRegression({ columns: [[]], y: [] })).toMatchObject({ cause: 'too-few-data' });
  });

  test('wrong arguments are refused by name', () => {
    expect(() => poissonRegression({ columns: [[1]], y: [1, 2] })).toThrow('expected 2 values of column 0, got 1');
    expect(() => poissonRegression({ columns: [[1, 1]], y: [1, -2] })).toThrow('counts out of range at row 1: -2');
    expect(() => poissonRegression({ columns: [[1]], y: [1], exposure: [0] })).toThrow(RangeError);
  });
});

function worst(actual: Float64Array, expected: readonly number[]): number {
  return Math.max(...expected.map((value, j) => Math.abs(value - actual[j]!)));
}

/** As numpy.round, which the reference was made with. */
function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
