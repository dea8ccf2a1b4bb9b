import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { chooseWithoutReplacement, subsampledSets } from '../../../../src/loop/policies/subsample.ts';
import { growingAdditions, setSize, trainingSets } from '../../../../src/loop/policies.ts';

describe('a fixed number of items from everything so far', () => {
  const pools = trainingSets('accumulate', 100, growingAdditions(100, 1, 4));
  const sets = subsampledSets(pools, 100, createRng(1));

  test('keeps the size while the pool doubles', () => {
    expect(pools.map(setSize)).toEqual([100, 200, 400, 800, 1600]);
    expect(sets.map(setSize)).toEqual([100, 100, 100, 100, 100]);
  });

  test('expects each batch by its part of the pool: the real share is 1, 1/2, 1/4, 1/8, 1/16', () => {
    expect(sets.map((set) => set.expectedItems[0])).toEqual([100, 50, 25, 12.5, 6.25]);
    expect(sets[4]!.expectedItems).toEqual([6.25, 6.25, 12.5, 25, 50]);
  });

  test('draws about that many: the mean over 2,000 seeds is within four standard errors', () => {
    let real = 0;
    const seeds = 2000;
    for (let seed = 0; seed < seeds; seed++) {
      const [first] = subsampledSets([pools[2]!], 100, createRng(seed))[0]!.batches;
      real += first!.source === 'real' ? first!.items : 0;
    }
    // hypergeometric variance: 100 · 1/4 · 3/4 · (400 − 100) / 399 = 14.1
    expect(Math.abs(real / seeds - 25)).toBeLessThan(4 * Math.sqrt(14.1 / seeds));
  });

  test('names the items: positions inside the batch they are part of, each once, rising', () => {
    for (const { of, picks } of sets[3]!.batches.map((batch) => batch.part!)) {
      expect(pools[3]!.batches).toContain(of);
      expect([...picks]).toEqual([...new Set(picks)].sort((a, b) => a - b));
      expect(picks.at(-1)).toBeLessThan(of.items);
    }
  });

  test('a pool no larger than that is taken as it is', () => {
    expect(sets[0]!.batches).toBe(pools[0]!.batches);
  });

  test('begins the same when the loop is longer', () => {
    const shorter = subsampledSets(pools.slice(0, 3), 100, createRng(1));
    expect(shorter).toEqual(sets.slice(0, 3));
  });
});

test('every pair of 4 numbers is drawn as often: 6,000 draws, four standard errors', () => {
  const rng = createRng(5);
  const counts = new Map<string, number>();
  for (let k = 0; k < 6000; k++) {
    const pair = chooseWithoutReplacement(4, 2, rng).join();
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(4 * Math.sqrt(6000 * (5 / 36)));
});

test.each([0, 1.5, Number.NaN])('size %d is refused', (size) => {
  expect(() => subsampledSets([], size, createRng(1))).toThrow(RangeError);
});
test('more than there are can’t be drawn', () => {
  expect(() => chooseWithoutReplacement(3, 4, createRng(1))).toThrow(/at most 3/);
});
