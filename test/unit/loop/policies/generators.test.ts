import { describe, expect, test } from 'vitest';
import { generatorSets } from '../../../../src/loop/policies/generators.ts';
import { growingAdditions, setSize, trainingSets } from '../../../../src/loop/policies.ts';

const pools = trainingSets('accumulate', 1020, growingAdditions(1020, 1, 3));

describe('four generators on all data', () => {
  const sets = generatorSets(pools, 4, 'all');

  test('each make a quarter of every generation’s synthetic items', () => {
    const [real, ...made] = sets[2]![0]!.batches;
    expect(real).toEqual({ source: 'real', enteredAt: 0, items: 1020 });
    expect(made.slice(0, 4)).toEqual(
      [0, 1, 2, 3].map((generator) => ({ source: 0, enteredAt: 1, items: 255, generator })),
    );
    expect(made.slice(4).map((batch) => batch.items)).toEqual([510, 510, 510, 510]);
  });
  test('each learn from the whole pool', () => {
    for (const generation of sets) {
      for (const set of generation) expect(setSize(set)).toBe(setSize(pools[set.generation]!));
    }
  });
});

describe('four generators on parts of their own', () => {
  const sets = generatorSets(pools, 4, 'disjoint');

  test('learn from as many items, together the pool', () => {
    expect(sets.map((generation) => generation.map(setSize))).toEqual([
      [255, 255, 255, 255],
      [510, 510, 510, 510],
      [1020, 1020, 1020, 1020],
      [2040, 2040, 2040, 2040],
    ]);
  });
  test('keep their part: a kept batch is the same batch in every set', () => {
    for (const generator of [0, 1, 2, 3]) {
      expect(sets[3]![generator]!.batches.slice(0, 5)).toEqual(sets[1]![generator]!.batches);
      expect(sets[3]![generator]!.batches[0]).toBe(sets[0]![generator]!.batches[0]);
    }
  });
  test('have items of every maker', () => {
    expect(new Set(sets[1]![2]!.batches.map((batch) => batch.generator))).toEqual(new Set([undefined, 0, 1, 2, 3]));
  });
});

test('parts of a batch that does not divide differ by one item', () => {
  const [[first, second, third]] = generatorSets(trainingSets('replace', 10, []), 3, 'disjoint') as [
    ReturnType<typeof generatorSets>[number],
  ];
  expect([first, second, third].map((set) => setSize(set!))).toEqual([4, 3, 3]);
});

test('one generator is the loop itself', () => {
  expect(generatorSets(pools, 1, 'all').map(([only]) => only!.batches)).toEqual(pools.map((set) => set.batches));
});

test('fewer items than generators are refused', () => {
  expect(() => generatorSets(trainingSets('replace', 2, []), 3, 'disjoint')).toThrow(/fewer items than its 3/);
});
test.each([0, 1.5])('%d generators are refused', (generators) => {
  expect(() => generatorSets(pools, generators, 'all')).toThrow(RangeError);
});
