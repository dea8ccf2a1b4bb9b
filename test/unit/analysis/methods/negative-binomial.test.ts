import { describe, expect, test } from 'vitest';
import { negativeBinomial } from '../../../../src/analysis/methods/negative-binomial.ts';
import { fitOf } from '../../../support/fits.ts';

const ONES = [1, 1, 1, 1, 1, 1];

describe('negativeBinomial', () => {
  test('alone, the intercept is the logarithm of the mean and the score in α is zero', () => {
    const y = [0, 0, 1, 2, 9, 12];
    const { coefficients, overdispersion: alpha } = fitOf(negativeBinomial({ columns: [ONES], y }));
    expect(coefficients[0]).toBeCloseTo(Math.log(4), 10);
    const theta = 1 / alpha;
    const harmonic = (count: number) =>
      Array.from({ length: count }, (_, j) => 1 / (theta + j)).reduce((a, b) => a + b, 0);
    const score = y.reduce((sum, count) => sum + harmonic(count) - Math.log(1 + 4 / theta), 0);
    expect(score).toBeCloseTo(0, 9);
  });

  test('twice the uploads in twice the exposure is no effect', () => {
    const after = [0, 0, 0, 1, 1, 1];
    const data = { columns: [ONES, after], y: [0, 3, 12, 0, 6, 24], exposure: [1, 1, 1, 2, 2, 2] };
    const { coefficients } = fitOf(negativeBinomial(data));
    expect(coefficients[0]).toBeCloseTo(Math.log(5), 9);
    expect(coefficients[1]).toBeCloseTo(0, 9);
  });

  test('counts that vary less than Poisson counts are no negative binomial', () => {
    expect(negativeBinomial({ columns: [ONES], y: [3, 3, 4, 4, 3, 4] })).toMatchObject({ cause: 'not-overdispersed' });
  });

  test('all zero and collinear columns are answers as for the Poisson regression', () => {
    expect(negativeBinomial({ columns: [ONES], y: [0, 0, 0, 0, 0, 0] })).toMatchObject({ cause: 'no-events' });
    expect(negativeBinomial({ columns: [ONES, ONES], y: [0, 0, 1, 2, 9, 12] })).toMatchObject({
      cause: 'collinear',
      column: 1,
    });
  });

  test('counts must be whole', () => {
    expect(() => negativeBinomial({ columns: [[1]], y: [1.5] })).toThrow(RangeError);
  });
});
