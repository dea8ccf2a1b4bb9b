import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { type Batch, type TrainingSet, trainingSets } from '../../src/loop/policies.ts';
import { pooledRows } from '../../src/loop/theory/drawn-batches.ts';
import { theoryModel } from '../../src/loop/theory/models.ts';
import { momentsOfRows, poolMoments } from '../../src/loop/theory/normal-batch.ts';
import type { TheoryOptions } from '../../src/loop/theory/options.ts';

const models = fc.constantFrom<TheoryOptions>(
  { model: 'gaussian', dimensions: 1, ddof: 1, bias: 0.9, draw: 'points' },
  { model: 'gaussian', dimensions: 2, ddof: 0, bias: 1, draw: 'points' },
  { model: 'categorical', probabilities: [0.7, 0.2, 0.1], bias: 1 },
  { model: 'regression', features: 2, noise: 1, design: 'fresh', bias: 1, draw: 'points' },
  { model: 'kernel_density', bandwidth: 'scott', bias: 1 },
  { model: 'mixture', components: 2, separation: 4, bias: 1 },
);
const loops = fc
  .record({
    policy: fc.constantFrom('accumulate' as const, 'fresh' as const),
    initial: fc.integer({ min: 8, max: 30 }),
    additions: fc.array(
      fc.record({ real: fc.integer({ min: 4, max: 12 }), synthetic: fc.integer({ min: 0, max: 12 }) }),
      { minLength: 1, maxLength: 4 },
    ),
  })
  .map(({ policy, initial, additions }) => trainingSets(policy, initial, additions));

test('the same random numbers give the same loop, with one finite number a generation and metric', () => {
  fc.assert(
    fc.property(models, loops, fc.integer(), (options, sets, seed) => {
      const model = theoryModel(options);
      const measured = model.run(sets, createRng(seed));
      expect(measured).toHaveLength(sets.length * model.metrics.length);
      expect(measured.every(Number.isFinite)).toBe(true);
      expect(model.run(sets, createRng(seed))).toEqual(measured);
      expect(model.predict(sets).map((row) => row.length)).toEqual(sets.map(() => model.metrics.length));
    }),
  );
});

test('a part that is all of a batch measures and predicts what the batch does', () => {
  const wholes = (sets: readonly TrainingSet[]): TrainingSet[] => {
    const seen = new Set<Batch>();
    return sets.map((set) => ({
      ...set,
      batches: set.batches.map((batch) => {
        if (!seen.has(batch)) {
          seen.add(batch);
          return batch;
        }
        return { ...batch, part: { of: batch, picks: Uint32Array.from({ length: batch.items }, (_, i) => i) } };
      }),
    }));
  };
  fc.assert(
    fc.property(
      models.filter(({ model }) => model !== 'regression'),
      loops,
      fc.integer(),
      (options, sets, seed) => {
        const model = theoryModel(options);
        expect(model.run(wholes(sets), createRng(seed))).toEqual(model.run(sets, createRng(seed)));
        model.predict(sets).forEach((row, generation) => {
          const other = model.predict(wholes(sets))[generation]!;
          row.forEach((value, metric) => {
            if (value === null) expect(other[metric]).toBeNull();
            else expect(other[metric]).toBeCloseTo(value, 10);
          });
        });
      },
    ),
  );
});

test('moments pooled from batches are the moments of all their items', () => {
  const rows = fc.array(
    fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true })),
    {
      minLength: 1,
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(fc.array(rows, { minLength: 1, maxLength: 5 }), (batches) => {
      const arrays = batches.map((batch) => Float64Array.from(batch.flat()));
      const pooled = poolMoments(arrays.map((batch) => momentsOfRows(batch, 2)));
      const direct = momentsOfRows(pooledRows(arrays), 2);
      expect(pooled.items).toBe(direct.items);
      direct.mean.forEach((value, i) => {
        expect(pooled.mean[i]).toBeCloseTo(value, 10);
      });
      direct.scatter.forEach((value, i) => {
        expect(pooled.scatter[i]).toBeCloseTo(value, 8);
      });
    }),
  );
});
