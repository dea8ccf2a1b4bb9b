import { expect, test } from 'vitest';
import { shuffle } from '../../../../src/core/math/shuffle.ts';
import { createRng } from '../../../../src/core/rng.ts';

test('a shuffle keeps the values, and the same stream gives the same order', () => {
  const orders = [7, 7].map((seed) => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7];
    shuffle(values, createRng(seed));
    return values;
  });
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect(orders[0]!.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test('every order is equally likely', () => {
  const rng = createRng(1);
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 6000; draw++) {
    const values = Uint8Array.of(0, 1, 2);
    shuffle(values, rng);
    counts.set(values.join(''), (counts.get(values.join('')) ?? 0) + 1);
  }
  expect(counts.size).toBe(6);
  const squares = [...counts.values()].reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0);
  expect(squares).toBeLessThan(20.5); // chi-square with 5 degrees of freedom, p = 0.001
});
