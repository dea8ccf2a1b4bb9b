import { describe, expect, test } from 'vitest';
import { twoWayLeastSquares } from '../../../../src/analysis/methods/two-way-least-squares.ts';
import { fitOf } from '../../../support/fits.ts';

describe('twoWayLeastSquares', () => {
  test('is the mean change within artists of log(1 + y)', () => {
    const { coefficients } = fitOf(
      twoWayLeastSquares({ artist: [1, 1, 2, 2], columns: [[0, 1, 0, 1]], y: [0, 1, 1, 7] }),
    );
    expect(coefficients[0]).toBeCloseTo((Math.log(2) + Math.log(4)) / 2, 12);
  });

  test('keeps artists who never upload: they too say what a month is like', () => {
    const { artists, dropped } = fitOf(
      twoWayLeastSquares({ artist: [1, 1, 2, 2], columns: [[0, 1, 0, 1]], y: [0, 0, 1, 7] }),
    );
    expect(artists).toBe(2);
    expect(dropped.allZeroArtists).toBe(0);
  });

  test('has no error where no degree of freedom is left', () => {
    const { covariance, clusterCovariance } = fitOf(
      twoWayLeastSquares({ artist: [1, 1], columns: [[0, 1]], y: [0, 1] }),
    );
    expect([covariance, clusterCovariance]).toEqual([null, null]);
  });

  test('one month is too little', () => {
    expect(twoWayLeastSquares({ artist: [1, 2], columns: [[0, 1]], y: [1, 2] })).toMatchObject({
      cause: 'too-few-data',
    });
  });
});
