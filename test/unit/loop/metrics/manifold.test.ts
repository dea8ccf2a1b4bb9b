import { describe, expect, test } from 'vitest';
import { densityCoverage } from '../../../../src/loop/metrics/density-coverage.ts';
import { type FeatureMatrix, rowOf } from '../../../../src/loop/metrics/feature-matrix.ts';
import { manifoldCounts } from '../../../../src/loop/metrics/manifold.ts';
import { precisionRecall } from '../../../../src/loop/metrics/precision-recall.ts';
import { squaredDistance } from '../../../../src/loop/metrics/rounding.ts';
import { inSinglePrecision, randomFeatures } from './random-features.ts';

/** The definitions, pair by pair. */
function countsByPairs(real: FeatureMatrix, generated: FeatureMatrix, k: number) {
  const distances = (x: FeatureMatrix, y: FeatureMatrix) =>
    Array.from({ length: x.rows }, (_, i) =>
      Array.from({ length: y.rows }, (_, j) => squaredDistance(rowOf(x, i), rowOf(y, j))),
    );
  const radii = (x: FeatureMatrix) => distances(x, x).map((row) => row.toSorted((p, q) => p - q)[k]!);
  const [ofReal, ofGenerated] = [radii(real), radii(generated)];
  const between = distances(real, generated);
  return {
    k,
    ballsAroundGenerated: Uint32Array.from(
      ofGenerated,
      (_, j) => between.filter((row, i) => row[j]! < ofReal[i]!).length,
    ),
    isReached: Uint8Array.from(between, (row) => Number(row.some((squared, j) => squared < ofGenerated[j]!))),
    isCovered: Uint8Array.from(between, (row, i) => Number(row.some((squared) => squared < ofReal[i]!))),
  };
}

const wholeNumbers = (features: FeatureMatrix) => ({ ...features, values: features.values.map(Math.round) });

describe('counts of neighbours', () => {
  test.each([
    ['normal features', randomFeatures(540, 6, 'r'), randomFeatures(520, 6, 'g', 1, 0.4), 5],
    [
      'a grid full of ties',
      wholeNumbers(randomFeatures(300, 3, 'r', 2)),
      wholeNumbers(randomFeatures(200, 3, 'g', 2)),
      3,
    ],
    ['a cloud far from zero', randomFeatures(150, 4, 'r', 1e-3, 500), randomFeatures(140, 4, 'g', 1e-3, 500), 5],
    ['copies of a few items', wholeNumbers(randomFeatures(90, 1, 'r')), wholeNumbers(randomFeatures(80, 1, 'g')), 4],
    [
      'near copies beyond single precision',
      randomFeatures(60, 2, 'r', 1e-9, 1),
      randomFeatures(60, 2, 'g', 1e-9, 1),
      2,
    ],
    [
      'single precision',
      inSinglePrecision(randomFeatures(80, 9, 'r')),
      inSinglePrecision(randomFeatures(90, 9, 'g')),
      3,
    ],
  ])('are the definition for %s', async (_, real, generated, k) => {
    expect(await manifoldCounts(real, generated, k)).toEqual(countsByPairs(real, generated, k));
  });

  test('refuse sets of k items or fewer', async () => {
    const five = randomFeatures(5, 2, 'r');
    await expect(manifoldCounts(five, five, 5)).rejects.toThrow('at least 6 items, got 5');
    await expect(manifoldCounts(five, five, 0)).rejects.toThrow('k must be a whole number >= 1, got 0');
  });
});

test('a collapsed set is precise and reaches little', async () => {
  const counts = await manifoldCounts(randomFeatures(200, 16, 'wide', 3), randomFeatures(200, 16, 'tight', 0.1), 3);
  const { precision, recall } = precisionRecall(counts);
  expect(precision).toBeGreaterThan(0.8);
  expect(recall).toBeLessThan(0.3);
});

test('equal distributions have density 1 and the coverage of the closed form', async () => {
  const draws = 10;
  let [density, coverage] = [0, 0];
  for (let draw = 0; draw < draws; draw++) {
    const values = densityCoverage(
      await manifoldCounts(randomFeatures(300, 8, `r ${draw}`), randomFeatures(300, 8, `g ${draw}`), 5),
    );
    density += values.density / draws;
    coverage += values.coverage / draws;
  }
  // Of one draw the standard deviations are about 0.1 and 0.01.
  expect(Math.abs(density - 1)).toBeLessThan(0.12);
  expect(Math.abs(coverage - 0.9695286)).toBeLessThan(0.012);
});
