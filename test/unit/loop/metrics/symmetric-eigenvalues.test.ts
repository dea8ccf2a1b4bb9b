import { describe, expect, test } from 'vitest';
import { type Float64Matrix, fromRows, transpose } from '../../../../src/loop/metrics/feature-matrix.ts';
import { plainMatmul } from '../../../../src/loop/metrics/matmul.ts';
import { symmetricEigenvalues } from '../../../../src/loop/metrics/symmetric-eigenvalues.ts';
import { tridiagonalEigenvalues } from '../../../../src/loop/metrics/tridiagonal.ts';
import { randomFeatures } from './random-features.ts';

const filled = (n: number, entry: (i: number, j: number) => number): Float64Matrix => ({
  rows: n,
  columns: n,
  values: Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n)),
});

describe('eigenvalues of symmetric matrices', () => {
  // 33 and 65 leave one row beyond blocks of 32, 100 a part of a block.
  test.each([1, 2, 3, 31, 32, 33, 64, 65, 100])('are 1 and n + 1 for the identity plus all ones, n = %i', async (n) => {
    const values = await symmetricEigenvalues(
      filled(n, (i, j) => (i === j ? 2 : 1)),
      plainMatmul,
    );
    expect(values.at(-1)).toBeCloseTo(n + 1, 11);
    for (const value of values.subarray(0, -1)) expect(value).toBeCloseTo(1, 11);
  });

  test.each([5, 40, 97])('are 1/(4·sin²) for the matrix min(i, j), n = %i', async (n) => {
    const values = await symmetricEigenvalues(
      filled(n, (i, j) => Math.min(i, j) + 1),
      plainMatmul,
    );
    const expected = Array.from({ length: n }, (_, k) => 0.25 / Math.sin(((2 * k + 1) * Math.PI) / (4 * n + 2)) ** 2);
    expected.sort((a, b) => a - b);
    for (const [k, value] of expected.entries()) expect(values[k]! / value).toBeCloseTo(1, 9);
  });

  test('keep trace and sum of squares of a random matrix', async () => {
    const n = 90;
    const half = randomFeatures(n, n, 'symmetric');
    const turned = transpose(half);
    const matrix = { ...half, values: half.values.map((value, at) => value + turned.values[at]!) };
    const values = await symmetricEigenvalues(matrix, plainMatmul);
    const trace = Array.from({ length: n }, (_, i) => matrix.values[i * (n + 1)]!).reduce((a, b) => a + b);
    expect(values.reduce((a, b) => a + b)).toBeCloseTo(trace, 9);
    const squares = matrix.values.reduce((sum, value) => sum + value * value, 0);
    expect(values.reduce((sum, value) => sum + value * value, 0) / squares).toBeCloseTo(1, 12);
  });

  test('need a square matrix', async () => {
    await expect(symmetricEigenvalues(fromRows([[1, 2]]), plainMatmul)).rejects.toThrow('got 1 × 2');
  });
});

describe('eigenvalues of tridiagonal matrices', () => {
  test('are those of a vibrating string', () => {
    const values = tridiagonalEigenvalues({
      diagonal: new Float64Array(50).fill(2),
      beside: new Float64Array(49).fill(-1),
    });
    for (const [k, value] of values.entries()) {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((k + 1) * Math.PI) / 51), 12);
    }
  });

  test('are the diagonal where nothing stands beside it', () => {
    const values = tridiagonalEigenvalues({ diagonal: Float64Array.of(3, 1, 2), beside: new Float64Array(2) });
    expect(values).toEqual(Float64Array.of(1, 2, 3));
  });

  test('are refused for NaN', () => {
    const matrix = { diagonal: Float64Array.of(1, Number.NaN), beside: Float64Array.of(1) };
    expect(() => tridiagonalEigenvalues(matrix)).toThrow(/finite/);
  });
});
