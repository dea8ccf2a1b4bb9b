import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { itemSeed } from '../../../../src/loop/runs/seeds.ts';

test('a seed is the first 64 bits of SHA-256 over run seed, item and generation', () => {
  const digest = createHash('sha256').update('7/12/3').digest();
  expect(BigInt(`0x${itemSeed(7, 12, 3)}`)).toBe(digest.readBigUInt64BE(0));
  expect(itemSeed(1, 0, 0)).toBe('6cba450af1db9058'); // by sha256sum
});

test('no two items, generations or run seeds share a seed', () => {
  const numbers = [0, 1, 2, 11, 112];
  const seeds = numbers.flatMap((run) =>
    numbers.flatMap((item) => numbers.map((generation) => itemSeed(run, item, generation))),
  );
  expect(new Set(seeds).size).toBe(125);
});

test('numbers that are not whole are refused', () => {
  expect(() => itemSeed(1, 0.5, 0)).toThrow('whole numbers >= 0, got 1, 0.5, 0');
  expect(() => itemSeed(1, 0, -1)).toThrow(RangeError);
});
