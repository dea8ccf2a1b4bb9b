import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { apportion } from '../../src/loop/apportion.ts';
import { kCenter, topByScore } from '../../src/loop/policies/filters.ts';
import { loopSets } from '../../src/loop/policies/loop-sets.ts';
import {
  growingAdditions,
  lastModels,
  realShare,
  setSize,
  sourceCounts,
  type TrainingSet,
  trainingSets,
} from '../../src/loop/policies.ts';

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
const whole = (min: number, max: number) => fc.integer({ min, max });

test('apportioned items add up, each within one of its exact part', () => {
  const weights = fc
    .array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 })
    .filter((all) => sum(all) > 1e-6);
  fc.assert(
    fc.property(whole(0, 100_000), weights, (total, given) => {
      const counts = apportion(total, given);
      expect(sum(counts)).toBe(total);
      counts.forEach((count, index) => {
        expect(Math.abs(count - (total * given[index]!) / sum(given))).toBeLessThan(1 + 1e-9);
      });
    }),
  );
});

test('growing by a whole alpha, model k made alpha (1 + alpha)^k times the first set, whatever that was', () => {
  fc.assert(
    fc.property(whole(1, 2000), whole(1, 3), whole(1, 6), (initial, alpha, generations) => {
      const last = trainingSets('accumulate', initial, growingAdditions(initial, alpha, generations)).at(-1)!;
      const counts = sourceCounts(last);
      expect(counts.get('real')).toBe(initial);
      for (let k = 0; k < generations; k++) expect(counts.get(k)).toBe(alpha * (1 + alpha) ** k * initial);
      expect(sum(counts.values())).toBe(setSize(last));
      expect(realShare(last)).toBeCloseTo((1 + alpha) ** -generations, 12);
    }),
  );
});

const additions = fc.array(fc.record({ real: fc.nat(60), synthetic: whole(8, 60) }), { minLength: 1, maxLength: 8 });
const options = fc.record({
  policy: fc.constantFrom('accumulate', 'fresh', 'accumulate-subsample'),
  memory: whole(1, 4),
  generators: whole(1, 4),
  parts: fc.constantFrom('all', 'disjoint'),
});

test('every policy: no item comes from a model not yet trained, and none is lost or made up', () => {
  fc.assert(
    fc.property(options, whole(8, 100), additions, whole(1, 50), (keys, initial, added, size) => {
      const subsample = keys.policy === 'accumulate-subsample' ? size : undefined;
      const loop = loopSets({ ...keys, subsample }, initial, added, createRng(1));
      const policy = keys.policy === 'fresh' ? 'fresh' : 'accumulate';
      const pools = trainingSets(policy, initial, added, lastModels(keys.memory));
      loop.forEach((sets, generation) => {
        expect(sets).toHaveLength(keys.generators);
        const pool = setSize(pools[generation]!);
        for (const set of sets) {
          expect(set.generation).toBe(generation);
          for (const { source, enteredAt, items } of set.batches) {
            expect(items).toBeGreaterThan(0);
            expect(enteredAt).toBeLessThanOrEqual(generation);
            if (source !== 'real') {
              expect(source).toBeLessThan(enteredAt);
              expect(source).toBeGreaterThanOrEqual(enteredAt - keys.memory);
            }
          }
          if (subsample !== undefined) expect(setSize(set)).toBeLessThanOrEqual(subsample);
          else if (keys.parts === 'all') expect(countsOf(set)).toEqual(countsOf(pools[generation]!));
        }
        const together = sum(sets.map(setSize));
        if (subsample === undefined) expect(together).toBe(keys.parts === 'all' ? pool * keys.generators : pool);
      });
    }),
  );
});

function countsOf(set: TrainingSet): [string, number][] {
  return [...sourceCounts(set)].map(([source, items]): [string, number] => [String(source), items]).sort();
}

test('a subsample expects and draws its size, never the same item twice', () => {
  fc.assert(
    fc.property(whole(1, 200), additions, whole(1, 100), whole(0, 1000), (initial, added, size, seed) => {
      const keys = { policy: 'accumulate-subsample', memory: 1, generators: 1, parts: 'all' } as const;
      const pools = trainingSets('accumulate', initial, added);
      loopSets({ ...keys, subsample: size }, initial, added, createRng(seed)).forEach(([set], generation) => {
        const drawn = Math.min(size, setSize(pools[generation]!));
        expect(setSize(set!)).toBe(drawn);
        for (const { items, part } of set!.batches) {
          if (part !== undefined) expect(new Set(part.picks).size).toBe(items);
        }
      });
    }),
  );
});

test('the kept items score no lower than those left out', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), fc.nat(), (values, count) => {
      const scores = Float64Array.from(values);
      const kept = new Set(topByScore(scores, count % (values.length + 1)));
      const left = values.filter((_, index) => !kept.has(index));
      const least = Math.min(...[...kept].map((index) => scores[index]!));
      for (const value of left) expect(value).toBeLessThanOrEqual(least);
    }),
  );
});

test('with more centres no item gets farther from the nearest one', () => {
  const points = fc.array(fc.tuple(whole(-50, 50), whole(-50, 50)), { minLength: 2, maxLength: 30 });
  const radius = (rows: readonly (readonly number[])[], kept: Uint32Array) =>
    Math.max(
      ...rows.map((row) =>
        Math.min(...[...kept].map((k) => Math.hypot(row[0]! - rows[k]![0]!, row[1]! - rows[k]![1]!))),
      ),
    );
  fc.assert(
    fc.property(points, fc.nat(), (rows, count) => {
      const keep = 1 + (count % (rows.length - 1));
      const features = { values: Float64Array.from(rows.flat()), dimension: 2 };
      expect(radius(rows, kCenter(features, keep + 1))).toBeLessThanOrEqual(radius(rows, kCenter(features, keep)));
    }),
  );
});
