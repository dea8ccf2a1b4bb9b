import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { takeRows, transpose } from '../../../../src/loop/metrics/feature-matrix.ts';
import { fid, fidLimit, frechetDistance } from '../../../../src/loop/metrics/fid.ts';
import { plainMatmul } from '../../../../src/loop/metrics/matmul.ts';
import { momentsOf } from '../../../../src/loop/metrics/moments.ts';
import { nuclearNorm } from '../../../../src/loop/metrics/nuclear-norm.ts';
import { randomFeatures } from './random-features.ts';

describe('FID', () => {
  test('by singular values equals FID by eigenvalues of covariances of deficient rank', async () => {
    const a = randomFeatures(30, 48, 'few a');
    const b = randomFeatures(35, 48, 'few b', 1.3, 0.2);
    const bySingularValues = (await fid(a, b)).value;
    const byEigenvalues = await frechetDistance(await momentsOf(a, plainMatmul), await momentsOf(b, plainMatmul));
    expect(byEigenvalues).toBeCloseTo(bySingularValues, 6);
  });

  test('of equal populations is biased upwards, to about 8.2 for 270 items of 64 features', async () => {
    const values = await Promise.all(
      Array.from({ length: 8 }, (_, k) =>
        fid(randomFeatures(270, 64, `left ${k}`), randomFeatures(270, 64, `right ${k}`)),
      ),
    );
    // 20 draws in numpy and scipy: mean 8.19, standard deviation 0.26, so that of a mean of 8 is 0.09.
    expect(Math.abs(values.reduce((sum, { value }) => sum + value, 0) / 8 - 8.19)).toBeLessThan(0.3);
  });

  test('warns when there are no more items than features', async () => {
    const few = await fid(randomFeatures(20, 20, 'a'), randomFeatures(30, 20, 'b'));
    expect(few.notice).toMatch(/20 items of 20 features.*rank 19 at most.*KID/);
    expect((await fid(randomFeatures(21, 20, 'a'), randomFeatures(30, 20, 'b'))).notice).toBeNull();
  });

  test('needs two items on each side', async () => {
    await expect(fid(randomFeatures(1, 3, 'a'), randomFeatures(5, 3, 'b'))).rejects.toThrow('at least 2 items, got 1');
  });

  test('takes features that never vary', async () => {
    const a = randomFeatures(50, 4, 'constant');
    for (let i = 0; i < 50; i++) a.values[i * 4 + 2] = 7;
    expect((await fid(a, a)).value).toBeCloseTo(0, 6);
  });
});

describe('the limit of FID', () => {
  const real = randomFeatures(5000, 24, 'real');
  const generated = randomFeatures(5500, 24, 'generated');

  test('of equal populations takes away about the half of the bias that comes from generated items', async () => {
    const all = (await fid(real, generated)).value;
    const limit = await fidLimit(real, generated, { rng: createRng(1), sizes: 4 });
    // Over seeds the limit is 0.27 to 0.62 of it: the line is fitted through four noisy distances.
    expect(limit / all).toBeGreaterThan(0.1);
    expect(limit / all).toBeLessThan(0.8);
  });

  test('is refused below 5,000 items', async () => {
    const fewer = takeRows(
      generated,
      Array.from({ length: 4999 }, (_, i) => i),
    );
    await expect(fidLimit(real, fewer, { rng: createRng(1) })).rejects.toThrow('at least 5000 items, got 4999');
  });
});

test('the nuclear norm of a large matrix by eigenvalues is that by singular values of its blocks', async () => {
  // Blocks on the diagonal, each 170 × 170, small enough for singular values; together they are not.
  const block = randomFeatures(170, 170, 'block');
  const both = { rows: 340, columns: 340, values: new Float64Array(340 * 340) };
  for (let i = 0; i < 340; i++) {
    const row = block.values.subarray((i % 170) * 170, ((i % 170) + 1) * 170);
    both.values.set(row, i * 340 + (i < 170 ? 0 : 170));
  }
  const one = await nuclearNorm(block, plainMatmul);
  expect((await nuclearNorm(both, plainMatmul)) / (2 * one)).toBeCloseTo(1, 7);
  expect(await nuclearNorm(transpose(block), plainMatmul)).toBeCloseTo(one, 8);
});
