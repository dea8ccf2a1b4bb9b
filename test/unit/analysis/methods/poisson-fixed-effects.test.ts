import { describe, expect, test } from 'vitest';
import { poissonFixedEffects } from '../../../../src/analysis/methods/poisson-fixed-effects.ts';
import { fitOf } from '../../../support/fits.ts';

const TWO_ARTISTS = { artist: [1, 1, 2, 2], columns: [[0, 1, 0, 1]], y: [2, 4, 5, 10] };

describe('poissonFixedEffects', () => {
  test('artists at different levels who both double have a rate ratio of two', () => {
    const { coefficients, covariance, rows, artists } = fitOf(poissonFixedEffects(TWO_ARTISTS));
    expect(coefficients[0]).toBeCloseTo(Math.log(2), 12);
    // Given the totals, after is binomial: information n·p·(1 − p) = 21·(2/3)·(1/3).
    expect(covariance![0]).toBeCloseTo(9 / 42, 12);
    expect([rows, artists]).toEqual([4, 2]);
  });

  test('the order of the rows does not matter', () => {
    const { coefficients } = fitOf(
      poissonFixedEffects({ artist: [2, 1, 2, 1], columns: [[1, 0, 0, 1]], y: [10, 2, 5, 4] }),
    );
    expect(coefficients[0]).toBeCloseTo(Math.log(2), 12);
  });

  test('twice the uploads in twice the exposure is no effect', () => {
    const { coefficients } = fitOf(poissonFixedEffects({ ...TWO_ARTISTS, exposure: [1, 2, 1, 2] }));
    expect(coefficients[0]).toBeCloseTo(0, 12);
  });

  test('artists and months without uploads, and artists with one month, are left out and counted', () => {
    const { dropped, artists, rows, coefficients } = fitOf(
      poissonFixedEffects({
        artist: [1, 1, 1, 2, 2, 2, 3, 3, 4],
        month: [0, 1, 9, 0, 1, 9, 0, 1, 0],
        columns: [[0, 0, 0, 0, 1, 0, 0, 1, 0]],
        y: [2, 2, 0, 3, 6, 0, 0, 0, 7],
      }),
    );
    expect(dropped).toEqual({ allZeroArtists: 1, singleMonthArtists: 1, allZeroMonths: 1 });
    expect([artists, rows]).toEqual([2, 4]);
    expect(coefficients[0]).toBeCloseTo(Math.log(2), 10);
  });

  test('months that no artist joins to the others are no obstacle', () => {
    const { coefficients } = fitOf(
      poissonFixedEffects({
        artist: [1, 1, 2, 2, 3, 3, 4, 4],
        month: [0, 1, 0, 1, 6, 7, 6, 7],
        columns: [[0, 0, 0, 1, 0, 0, 0, 1]],
        y: [2, 2, 3, 6, 1, 1, 4, 8],
      }),
    );
    expect(coefficients[0]).toBeCloseTo(Math.log(2), 10);
  });

  test('a column that stays the same within artists is named', () => {
    const result = poissonFixedEffects({
      ...TWO_ARTISTS,
      columns: [
        [0, 1, 0, 1],
        [5, 5, 7, 7],
      ],
    });
    expect(result).toMatchObject({ kind: 'no-fit', cause: 'collinear', column: 1 });
  });

  test('a column that is the same for all artists cannot be told from the months', () => {
    const result = poissonFixedEffects({ ...TWO_ARTISTS, month: [0, 1, 0, 1] });
    expect(result).toMatchObject({ cause: 'collinear', column: 0 });
  });

  test('a column that marks nothing but zeros is named', () => {
    const result = poissonFixedEffects({ ...TWO_ARTISTS, y: [2, 0, 5, 0] });
    expect(result).toMatchObject({ cause: 'separated', column: 0 });
  });

  test.each([
    ['all zero', { artist: [1, 1], columns: [[0, 1]], y: [0, 0] }],
    ['one month', { artist: [1, 2], columns: [[0, 1]], y: [3, 4] }],
    ['no rows', { artist: [], columns: [[]], y: [] }],
  ])('%s is an answer and no exception', (_, data) => {
    expect(poissonFixedEffects(data)).toMatchObject({ kind: 'no-fit', cause: 'no-events', column: null });
  });

  test('one artist has a coefficient, but no error by artist', () => {
    const fit = fitOf(poissonFixedEffects({ artist: [1, 1], columns: [[0, 1]], y: [2, 4] }));
    expect(fit.coefficients[0]).toBeCloseTo(Math.log(2), 12);
    expect(fit.clusterCovariance).toBeNull();
  });

  test('wrong arguments are refused', () => {
    expect(() => poissonFixedEffects({ ...TWO_ARTISTS, y: [1, 2, 3] })).toThrow(RangeError);
    expect(() => poissonFixedEffects({ ...TWO_ARTISTS, y: [1, 2, 3, -1] })).toThrow('counts out of range at row 3: -1');
  });
});
