import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { cmmd } from '../../../../src/loop/metrics/cmmd.ts';
import { type FeatureMatrix, rowOf, takeRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { kid, kidOverSubsets } from '../../../../src/loop/metrics/kid.ts';
import { squaredDistance } from '../../../../src/loop/metrics/rounding.ts';
import { drawWithoutReplacement } from '../../../../src/loop/metrics/subsets.ts';
import { dotProduct } from '../../../../src/loop/metrics/sums.ts';
import { inSinglePrecision, randomFeatures } from './random-features.ts';

/** The definition, pair by pair. */
function kidByPairs(a: FeatureMatrix, b: FeatureMatrix): number {
  const mean = (x: FeatureMatrix, y: FeatureMatrix) => {
    let [sum, pairs] = [0, 0];
    for (let i = 0; i < x.rows; i++) {
      for (let j = 0; j < y.rows; j++) {
        if (x === y && i === j) continue;
        sum += (dotProduct(rowOf(x, i), rowOf(y, j)) / x.columns + 1) ** 3;
        pairs += 1;
      }
    }
    return sum / pairs;
  };
  return mean(a, a) + mean(b, b) - 2 * mean(a, b);
}

// More than 512 items on each side, so that there is more than one tile.
const a = randomFeatures(530, 5, 'a');
const b = randomFeatures(600, 5, 'b', 1.2, 0.3);

describe('KID', () => {
  test('over all pairs is the definition', async () => {
    expect(await kid(a, b)).toBeCloseTo(kidByPairs(a, b), 10);
  });

  test('in single precision differs by rounding', async () => {
    expect(await kid(inSinglePrecision(a), inSinglePrecision(b))).toBeCloseTo(kidByPairs(a, b), 5);
  });

  test('over subsets is the mean and sd of the definition on those subsets', async () => {
    const { mean, sd } = await kidOverSubsets(a, b, { rng: createRng(3), subsets: 4, subsetSize: 60 });
    const rng = createRng(3);
    const values = Array.from({ length: 4 }, () => {
      const left = takeRows(a, drawWithoutReplacement(a.rows, 60, rng));
      return kidByPairs(left, takeRows(b, drawWithoutReplacement(b.rows, 60, rng)));
    });
    const expected = values.reduce((x, y) => x + y) / 4;
    expect(mean).toBeCloseTo(expected, 10);
    expect(sd).toBeCloseTo(Math.sqrt(values.reduce((sum, value) => sum + (value - expected) ** 2, 0) / 3), 10);
  });

  test('refuses subsets larger than a set', async () => {
    const few = kidOverSubsets(a, b, { rng: createRng(1) });
    await expect(few).rejects.toThrow('from 2 to the 530 items of the smaller set, got 1000');
  });
});

test('items are drawn without replacement, each as often as the others', () => {
  const rng = createRng(5);
  const counts = new Float64Array(10);
  for (let draw = 0; draw < 2000; draw++) {
    const drawn = drawWithoutReplacement(10, 4, rng);
    expect(new Set(drawn).size).toBe(4);
    for (const item of drawn) counts[item]! += 1;
  }
  // 800 expected of each, standard deviation 22.
  for (const count of counts) expect(Math.abs(count - 800)).toBeLessThan(110);
  expect(() => drawWithoutReplacement(3, 4, rng)).toThrow('from 0 to 3, got 4');
});

test('CMMD over more than one tile is the definition', async () => {
  const mean = (x: FeatureMatrix, y: FeatureMatrix) => {
    let sum = 0;
    for (let i = 0; i < x.rows; i++) {
      for (let j = 0; j < y.rows; j++) {
        const squared = squaredDistance(rowOf(x, i), rowOf(y, j));
        sum += Math.exp(-squared / 200);
      }
    }
    return sum / (x.rows * y.rows);
  };
  expect(await cmmd(a, b)).toBeCloseTo(1000 * (mean(a, a) + mean(b, b) - 2 * mean(a, b)), 8);
});
