import { describe, expect, test } from 'vitest';
import { fromRows } from '../../../../src/loop/metrics/feature-matrix.ts';
import { plainMatmul } from '../../../../src/loop/metrics/matmul.ts';
import { onnxMatmul } from '../../../../src/loop/onnx/matmul.ts';
import { inSinglePrecision, randomFeatures } from './random-features.ts';

describe.each([
  ['the plain product', async () => plainMatmul],
  ['the product of ONNX Runtime', () => onnxMatmul(1)],
])('%s', (_, open) => {
  test('multiplies rows by columns', async () => {
    const matmul = await open();
    const product = await matmul(
      fromRows([
        [1, 2, 3],
        [4, 5, 6],
      ]),
      fromRows([
        [1, 0],
        [0, 1],
        [2, -1],
      ]),
    );
    expect(product).toEqual(
      fromRows([
        [7, -1],
        [16, -1],
      ]),
    );
  });

  test('agrees with three loops beyond the size of a tile', async () => {
    const matmul = await open();
    const a = randomFeatures(9, 131, 'a');
    const b = randomFeatures(131, 270, 'b');
    const product = await matmul(a, b);
    for (const [i, j] of [
      [0, 0],
      [8, 269],
      [3, 257],
    ] as const) {
      let sum = 0;
      for (let k = 0; k < 131; k++) sum += a.values[i * 131 + k]! * b.values[k * 270 + j]!;
      expect(product.values[i * 270 + j]).toBeCloseTo(sum, 11);
    }
  });

  test('stays in single precision', async () => {
    const matmul = await open();
    const one = inSinglePrecision(fromRows([[0.1]]));
    const { values } = await matmul(one, one);
    expect(values).toBeInstanceOf(Float32Array);
    expect(values[0]).toBeCloseTo(0.01, 8);
  });

  test('refuses matrices that do not fit', async () => {
    const matmul = await open();
    await expect(matmul(fromRows([[1, 2]]), fromRows([[1, 2]]))).rejects.toThrow('got 2 columns and 1 rows');
    const mixed = matmul<Float32Array | Float64Array>(inSinglePrecision(fromRows([[1]])), fromRows([[1]]));
    await expect(mixed).rejects.toThrow('of one kind, got Float32Array and Float64Array');
  });
});

test('a product of no threads is refused', async () => {
  await expect(onnxMatmul(0)).rejects.toThrow('threads must be a whole number >= 1, got 0');
});
