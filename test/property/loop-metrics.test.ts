import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { cosine } from '../../src/loop/metrics/cosine.ts';
import { type Float64Matrix, takeRows } from '../../src/loop/metrics/feature-matrix.ts';
import { fid } from '../../src/loop/metrics/fid.ts';
import { kid, kidOverSubsets } from '../../src/loop/metrics/kid.ts';
import { manifoldCounts } from '../../src/loop/metrics/manifold.ts';
import { plainMatmul } from '../../src/loop/metrics/matmul.ts';
import { precisionRecall } from '../../src/loop/metrics/precision-recall.ts';
import { vendiScore } from '../../src/loop/metrics/vendi.ts';

const draw = (rows: number, columns: number, seed: number, spread = 1): Float64Matrix => {
  const rng = createRng(seed);
  return { rows, columns, values: Float64Array.from({ length: rows * columns }, () => spread * rng.normal()) };
};
const sets = fc
  .record({
    n: fc.integer({ min: 4, max: 40 }),
    m: fc.integer({ min: 4, max: 40 }),
    d: fc.integer({ min: 1, max: 45 }),
    seed: fc.integer({ min: 0 }),
    spread: fc.constantFrom(0.1, 1, 30),
  })
  .map(({ n, m, d, seed, spread }) => ({ a: draw(n, d, seed), b: draw(m, d, seed + 1, spread), seed }));
const runs = { numRuns: 60 };

const traceOf = ({ values }: Float64Matrix) => values.reduce((sum, value) => sum + value * value, 0);
const closeTo = (x: number, y: number, scale: number) => Math.abs(x - y) <= 1e-6 * (1 + scale);

/** A reflection about a random hyperplane. */
const reflect = (matrix: Float64Matrix, seed: number): Float64Matrix => {
  const axis = draw(1, matrix.columns, seed).values;
  const squared = axis.reduce((sum, value) => sum + value * value, 0);
  const values = matrix.values.slice();
  for (let i = 0; i < matrix.rows; i++) {
    const row = values.subarray(i * matrix.columns, (i + 1) * matrix.columns);
    const along = (2 * row.reduce((sum, value, j) => sum + value * axis[j]!, 0)) / squared;
    row.forEach((value, j) => {
      row[j] = value - along * axis[j]!;
    });
  }
  return { ...matrix, values };
};

test('FID is symmetric, not negative, and does not change when both sets are mirrored and moved', async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ({ a, b, seed }) => {
      const scale = traceOf(a) + traceOf(b);
      const value = (await fid(a, b)).value;
      expect(value).toBeGreaterThan(-1e-6 * (1 + scale));
      expect(closeTo((await fid(b, a)).value, value, scale)).toBe(true);
      const moved = (matrix: Float64Matrix) => ({ ...matrix, values: matrix.values.map((entry) => entry + 3) });
      const mirrored = (await fid(moved(reflect(a, seed)), moved(reflect(b, seed)))).value;
      expect(closeTo(mirrored, value, scale)).toBe(true);
    }),
    runs,
  );
});

test('FID of a set with itself in another order is 0', async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ({ b }) => {
      const reversed = takeRows(
        b,
        Array.from({ length: b.rows }, (_, i) => b.rows - 1 - i),
      );
      expect(closeTo((await fid(b, reversed)).value, 0, traceOf(b))).toBe(true);
    }),
    runs,
  );
});

test('KID is symmetric, and over one whole subset that over all pairs', async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ({ a, b }) => {
      const value = await kid(a, b);
      expect(await kid(b, a)).toBeCloseTo(value, 8 - Math.ceil(Math.log10(1 + Math.abs(value))));
      const part = takeRows(
        b,
        Array.from({ length: Math.min(a.rows, b.rows) }, (_, i) => i),
      );
      const whole = takeRows(
        a,
        Array.from({ length: part.rows }, (_, i) => i),
      );
      const subsets = { rng: createRng(1), subsets: 2, subsetSize: part.rows };
      const { mean, sd } = await kidOverSubsets(whole, part, subsets);
      expect(Math.abs(mean - (await kid(whole, part)))).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(mean)));
      expect(sd).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(mean)));
    }),
    runs,
  );
});

test('KID of equal populations is 0 on average, whatever the number of items', async () => {
  for (const items of [5, 20, 60]) {
    const values = await Promise.all(
      Array.from({ length: 300 }, (_, k) => kid(draw(items, 4, 2 * k), draw(items, 4, 2 * k + 1))),
    );
    const mean = values.reduce((sum, value) => sum + value, 0) / 300;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 299);
    expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(300));
  }
});

test('exchanging the sets exchanges precision and recall', async () => {
  await fc.assert(
    fc.asyncProperty(sets, fc.integer({ min: 1, max: 3 }), async ({ a, b }, k) => {
      const there = precisionRecall(await manifoldCounts(a, b, k));
      const back = precisionRecall(await manifoldCounts(b, a, k));
      expect(back).toEqual({ precision: there.recall, recall: there.precision });
    }),
    runs,
  );
});

test('the Vendi score lies between 1 and n, and repeating every item changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(sets, async ({ a }) => {
      const score = await vendiScore(a, { matmul: plainMatmul });
      expect(score).toBeGreaterThanOrEqual(1 - 1e-9);
      expect(score).toBeLessThanOrEqual(Math.min(a.rows, a.columns) + 1e-9);
      const twice = { ...a, rows: 2 * a.rows, values: Float64Array.of(...a.values, ...a.values) };
      expect(await vendiScore(twice)).toBeCloseTo(score, 8);
    }),
    runs,
  );
});

test('a cosine lies in [-1, 1] and knows no lengths', () => {
  fc.assert(
    fc.property(sets, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), ({ a }, factor) => {
      const [x, y] = [a.values.subarray(0, a.columns), a.values.subarray(a.columns, 2 * a.columns)];
      const value = cosine(x, y);
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
      expect(
        cosine(
          x.map((entry) => factor * entry),
          y,
        ),
      ).toBeCloseTo(value, 12);
    }),
    runs,
  );
});
