import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wilsonInterval } from '../../src/core/math/wilson.ts';
import { createRng } from '../../src/core/rng.ts';
import { subsampledSets } from '../../src/loop/policies/subsample.ts';
import { type Policy, realShare, setSize, trainingSets } from '../../src/loop/policies.ts';
import { flowAdditions } from '../../src/loop/schedules/flow-mix.ts';
import type { Flow } from '../../src/loop/schedules/flows.ts';
import { matchedAdditions } from '../../src/loop/schedules/matched.ts';
import { stockAdditions, stockSteps } from '../../src/loop/schedules/stock.ts';
import { predictSpread } from '../../src/loop/theory/spread.ts';
import { wholeCounts } from '../../src/loop/whole-counts.ts';

const flows = (maxShare: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: maxShare, noNaN: true })), {
      minLength: 1,
      maxLength: 20,
    })
    .map((pairs) =>
      pairs.map(
        ([uploads, share], index): Flow => ({
          generation: index + 1,
          from: index,
          to: index,
          uploads,
          generated: uploads * share,
          share,
        }),
      ),
    );
const size = fc.integer({ min: 2, max: 2000 });
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

test('whole counts differ from the exact running total by at most a half', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1000, noNaN: true })), (amounts) => {
      const counts = wholeCounts(amounts);
      let exact = 0;
      let given = 0;
      amounts.forEach((amount, index) => {
        exact += amount;
        given += counts[index]!;
        expect(counts[index]).toBeGreaterThanOrEqual(0);
        expect(Math.abs(exact - given)).toBeLessThanOrEqual(0.5);
      });
    }),
  );
});

test('a flow’s set always has the asked size', () => {
  fc.assert(
    fc.property(flows(1), size, (given, n) => {
      for (const { real, synthetic } of flowAdditions(given, n)) {
        expect(real + synthetic).toBe(n);
        expect(Math.min(real, synthetic)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('the stock’s alpha and beta, compounded, give its final size; its items the same share', () => {
  fc.assert(
    fc.property(flows(1), fc.integer({ min: 1, max: 10_000 }), (given, initial) => {
      const steps = stockSteps(given, initial);
      const grown = steps.reduce((stock, { alpha, beta }) => stock * (1 + alpha + beta), initial);
      const total = initial + sum(given.map((flow) => flow.uploads));
      expect(grown / total).toBeCloseTo(1, 9);
      const additions = stockAdditions(given, initial, initial);
      const synthetic = sum(additions.map((added) => added.synthetic));
      expect(Math.abs(synthetic - steps.at(-1)!.stockShare * total)).toBeLessThanOrEqual(0.5 + 1e-6);
    }),
  );
});

test('share-matched growth keeps every new set within one item of the uploads’ share', () => {
  fc.assert(
    fc.property(flows(0.5), size, (given, n) => {
      const sets = trainingSets('accumulate', n, matchedAdditions(given.slice(0, 8), n));
      sets.slice(1).forEach((set, index) => {
        const newest = setSize(set) - setSize(sets[index]!);
        expect(Math.abs(newest - given[index]!.share * setSize(set))).toBeLessThanOrEqual(1);
      });
    }),
  );
});

const policies = fc.constantFrom<Policy>('replace', 'augment', 'accumulate', 'fresh');
const additions = fc.array(fc.tuple(fc.nat(50), fc.integer({ min: 2, max: 50 })), { minLength: 1, maxLength: 12 });

test('under every policy the newest model’s draws enter whole, and no item comes from a model not yet trained', () => {
  fc.assert(
    fc.property(policies, size, additions, (policy, n, pairs) => {
      const added = pairs.map(([real, synthetic]) => ({
        real: policy === 'accumulate' || policy === 'fresh' ? real : 0,
        synthetic,
      }));
      const sets = trainingSets(policy, n, added);
      expect(sets.map((set) => set.generation)).toEqual([...sets.keys()]);
      for (const set of sets.slice(1)) {
        const newest = set.batches.filter((batch) => batch.source === set.generation - 1);
        expect(sum(newest.map((batch) => batch.items))).toBe(added[set.generation - 1]!.synthetic);
        for (const { source } of set.batches) if (source !== 'real') expect(source).toBeLessThan(set.generation);
        expect(realShare(set)).toBeGreaterThanOrEqual(0);
        expect(realShare(set)).toBeLessThan(1);
      }
    }),
  );
});

const faithful = { realVariance: 1, ddof: 0, bias: 1, drawVariance: (variance: number) => variance } as const;

test('with ddof 0 and faithful sampling, variance and spread of means add up to 1 under every policy, subsampled or not', () => {
  fc.assert(
    fc.property(policies, size, additions, (policy, n, pairs) => {
      const added = pairs.map(([, synthetic]) => ({ real: 0, synthetic }));
      const pools = trainingSets(policy, n, added);
      for (const sets of [pools, subsampledSets(pools, 8, createRng(n))]) {
        for (const { variance, varianceOfMean } of predictSpread(sets, faithful)) {
          expect(variance + varianceOfMean).toBeCloseTo(1, 10);
          expect(variance).toBeGreaterThan(0);
        }
      }
    }),
  );
});

test('Wilson’s interval holds the share, lies in [0, 1] and mirrors', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }), (trials, part) => {
      const successes = Math.floor(part * trials);
      const { low, high } = wilsonInterval(successes, trials);
      const mirrored = wilsonInterval(trials - successes, trials);
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(successes / trials);
      expect(high).toBeGreaterThanOrEqual(successes / trials);
      expect(low).toBeCloseTo(1 - mirrored.high, 12);
    }),
  );
});
