import { describe, expect, test } from 'vitest';
import {
  growingAdditions,
  lastModels,
  type Policy,
  realShare,
  setSize,
  sourceCounts,
  trainingSets,
} from '../../../src/loop/policies.ts';

describe('accumulating from 1020 images, alpha new ones per image of the set before', () => {
  test.each([
    [0.5, [1020, 1530, 2295, 3443], [1, 0.6667, 0.4444, 0.2963], 1 / 3],
    [1, [1020, 2040, 4080, 8160], [1, 0.5, 0.25, 0.125], 1 / 2],
    [2, [1020, 3060, 9180, 27540], [1, 0.3333, 0.1111, 0.037], 2 / 3],
  ])('alpha %d gives the set sizes and real shares of the paper', (alpha, sizes, realShares, newestShare) => {
    const sets = trainingSets('accumulate', 1020, growingAdditions(1020, alpha, 3));
    expect(sets.map(setSize)).toEqual(sizes);
    sets.forEach((set, generation) => {
      expect(realShare(set)).toBeCloseTo(realShares[generation]!, 4);
    });
    for (const set of sets.slice(1)) expect(set.batches.at(-1)!.items / setSize(set)).toBeCloseTo(newestShare, 3);
  });

  test.each([1, 2])('at alpha %d model k made alpha (1 + alpha)^k · 1020 of the items', (alpha) => {
    const last = trainingSets('accumulate', 1020, growingAdditions(1020, alpha, 3)).at(-1)!;
    expect(last.batches).toEqual([
      { source: 'real', enteredAt: 0, items: 1020 },
      ...[0, 1, 2].map((k) => ({ source: k, enteredAt: k + 1, items: alpha * (1 + alpha) ** k * 1020 })),
    ]);
  });
});

describe('what generation 2 is trained on', () => {
  const additions = [
    { real: 0, synthetic: 4 },
    { real: 0, synthetic: 5 },
  ];
  const secondOf = (policy: Policy) => trainingSets(policy, 10, additions)[2]!.batches;

  test('replace: draws of generation 1 alone', () => {
    expect(secondOf('replace')).toEqual([{ source: 1, enteredAt: 2, items: 5 }]);
  });
  test('augment: the first real items and draws of generation 1', () => {
    expect(secondOf('augment')).toEqual([
      { source: 'real', enteredAt: 0, items: 10 },
      { source: 1, enteredAt: 2, items: 5 },
    ]);
  });
  test('accumulate: everything so far', () => {
    expect(secondOf('accumulate')).toEqual([
      { source: 'real', enteredAt: 0, items: 10 },
      { source: 0, enteredAt: 1, items: 4 },
      { source: 1, enteredAt: 2, items: 5 },
    ]);
  });
  test('fresh: new real items and draws of generation 1', () => {
    const fresh = trainingSets('fresh', 10, [...additions.slice(0, 1), { real: 3, synthetic: 5 }])[2]!.batches;
    expect(fresh).toEqual([
      { source: 'real', enteredAt: 2, items: 3 },
      { source: 1, enteredAt: 2, items: 5 },
    ]);
  });
  test('a kept batch is the same batch in every set', () => {
    const sets = trainingSets('accumulate', 10, additions);
    expect(sets[2]!.batches[0]).toBe(sets[0]!.batches[0]);
    expect(sets[2]!.batches[1]).toBe(sets[1]!.batches[1]);
  });
});

test.each(['replace', 'augment'] as const)('%s has no place for new real items', (policy) => {
  expect(() => trainingSets(policy, 10, [{ real: 1, synthetic: 5 }])).toThrow(/takes no new real items/);
});

test('a generation without items is refused', () => {
  expect(() => trainingSets('fresh', 10, [{ real: 0, synthetic: 0 }])).toThrow(
    /generation 1 would be trained on nothing/,
  );
});

test.each([-1, 0.5, Number.NaN])('%d is not a count', (synthetic) => {
  expect(() => trainingSets('fresh', 10, [{ real: 1, synthetic }])).toThrow(RangeError);
});

test('items of a set are counted by what they came from', () => {
  const set = trainingSets('accumulate', 1020, growingAdditions(1020, 2, 2)).at(-1)!;
  expect([...sourceCounts(set)]).toEqual([
    ['real', 1020],
    [0, 2040],
    [1, 6120],
  ]);
});

test('synthetic items are shared out among older models by weight', () => {
  const additions = Array.from({ length: 3 }, () => ({ real: 0, synthetic: 10 }));
  const weighted = trainingSets('replace', 10, additions, (generation) => [2, 3, 5].slice(0, generation));
  expect(weighted[3]!.batches.map(({ source, items }) => [source, items])).toEqual([
    [0, 2],
    [1, 3],
    [2, 5],
  ]);
});

test('weights for a model not yet trained are refused', () => {
  const additions = [{ real: 0, synthetic: 10 }];
  expect(() => trainingSets('replace', 10, additions, () => [1, 1])).toThrow(
    /1 models to draw from, got weights for 2/,
  );
});

test('a sampling bias goes with the draws made with it, and with them alone', () => {
  const [, set] = trainingSets('fresh', 10, [{ real: 4, synthetic: 6, bias: 0.8 }]);
  expect(set!.batches).toEqual([
    { source: 'real', enteredAt: 1, items: 4 },
    { source: 0, enteredAt: 1, items: 6, bias: 0.8 },
  ]);
});

test.each([0, 1.1, Number.NaN])('a sampling bias of %d is refused', (bias) => {
  expect(() => trainingSets('fresh', 10, [{ real: 4, synthetic: 6, bias }])).toThrow(/bias must be in \(0, 1\]/);
});

test.each([0, 1.5])('a memory of %d models is refused', (memory) => {
  expect(() => lastModels(memory)).toThrow(RangeError);
});
