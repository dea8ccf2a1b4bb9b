import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { loopSets, type SetOptions } from '../../../../src/loop/policies/loop-sets.ts';
import { growingAdditions, setSize, trainingSets } from '../../../../src/loop/policies.ts';

const base: SetOptions = { policy: 'accumulate', memory: 1, generators: 1, parts: 'all' };
const additions = growingAdditions(100, 1, 3);
const setsOf = (options: Partial<SetOptions>) => loopSets({ ...base, ...options }, 100, additions, createRng(1));

test('a plain policy has one set a generation', () => {
  const plain = trainingSets('accumulate', 100, additions);
  expect(setsOf({}).map((sets) => sets.map(({ batches }) => batches))).toEqual(plain.map(({ batches }) => [batches]));
});

test('memory 2 draws from the last two models, an odd item from the older', () => {
  const fresh = loopSets(
    { ...base, policy: 'replace', memory: 2 },
    100,
    Array.from({ length: 3 }, () => ({ real: 0, synthetic: 7 })),
    createRng(1),
  );
  expect(fresh.map(([set]) => set!.batches.map(({ source, items }) => [source, items]))).toEqual([
    [['real', 100]],
    [[0, 7]],
    [
      [0, 4],
      [1, 3],
    ],
    [
      [1, 4],
      [2, 3],
    ],
  ]);
});

describe('accumulate-subsample', () => {
  test('draws the same number every time', () => {
    const sets = setsOf({ policy: 'accumulate-subsample', subsample: 60 });
    expect(sets.map(([set]) => setSize(set!))).toEqual([60, 60, 60, 60]);
  });
  test('draws for each of several generators from its own part', () => {
    const sets = setsOf({ policy: 'accumulate-subsample', subsample: 20, generators: 2, parts: 'disjoint' });
    expect(sets.map((generation) => generation.map(setSize))).toEqual(Array(4).fill([20, 20]));
    const [first, second] = sets[3]!;
    expect(first!.batches.map((batch) => batch.items)).not.toEqual(second!.batches.map((batch) => batch.items));
  });
  test('needs to know how many', () => {
    expect(() => setsOf({ policy: 'accumulate-subsample' })).toThrow(/needs subsample/);
    expect(() => setsOf({ subsample: 60 })).toThrow(/accumulate does not subsample/);
  });
});
