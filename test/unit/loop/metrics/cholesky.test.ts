import { expect, test } from 'vitest';
import { cholesky } from '../../../../src/loop/metrics/cholesky.ts';
import { fromRows, transpose } from '../../../../src/loop/metrics/feature-matrix.ts';
import { plainMatmul } from '../../../../src/loop/metrics/matmul.ts';
import { randomFeatures } from './random-features.ts';

// 40 rows of 150 features leave 110 pivots that are rounding.
test.each([
  [1, 3],
  [90, 200],
  [150, 200],
  [150, 40],
])('a %i × %i Gram matrix is L·Lᵀ', async (n, rank) => {
  const x = randomFeatures(n, rank, 'cholesky');
  const matrix = await plainMatmul(x, transpose(x));
  const root = await cholesky(matrix, plainMatmul);
  const product = await plainMatmul(root, transpose(root));
  const worst = product.values.reduce((most, value, at) => Math.max(most, Math.abs(value - matrix.values[at]!)), 0);
  expect(worst).toBeLessThan(1e-9);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) expect(root.values[i * n + j]).toBe(0);
});

test('a feature that never varies has a column of zeros', async () => {
  const root = await cholesky(
    fromRows([
      [4, 0, 2],
      [0, 0, 0],
      [2, 0, 5],
    ]),
    plainMatmul,
  );
  expect(root).toEqual(
    fromRows([
      [2, 0, 0],
      [0, 0, 0],
      [1, 0, 2],
    ]),
  );
});
