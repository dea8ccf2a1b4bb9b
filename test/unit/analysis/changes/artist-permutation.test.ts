import { expect, test } from 'vitest';
import {
  type ArtistTags,
  groupDivergence,
  pairedDivergence,
} from '../../../../src/analysis/changes/artist-permutation.ts';
import { createRng, type Rng } from '../../../../src/core/rng.ts';

/** Each artist's uses of three tags. */
function tagsOf(artists: readonly (readonly [number, number, number])[]): ArtistTags {
  const entries = artists.flatMap((uses, artist) => uses.map((count, tag) => ({ artist, tag, count })));
  return {
    categories: 3,
    start: Uint32Array.from({ length: artists.length + 1 }, (_, i) => 3 * i),
    tag: Uint16Array.from(entries, ({ tag }) => tag),
    uses: Uint32Array.from(entries, ({ count }) => count),
  };
}

/** 50 uses, nearly all of one tag that the artist prefers: works of one artist are alike. */
const artistOf = (rng: Rng): [number, number, number] => {
  const uses: [number, number, number] = [3, 3, 3];
  uses[rng.integer(3)] = 41;
  return uses;
};

const firstHalf = (n: number) => Uint8Array.from({ length: n }, (_, i) => (i < n / 2 ? 1 : 0));

test('groups of artists with other tags differ, p at its least possible value', () => {
  const tags = tagsOf([...Array(20).fill([9, 1, 0]), ...Array(20).fill([1, 9, 0])]);
  const found = groupDivergence(tags, firstHalf(40), 99, createRng('differ'))!;
  expect(found.p).toBe(0.01);
  expect(found.bits).toBeGreaterThan(5 * found.expected);
});

test('groups of like artists are rejected in one case in twenty, although their works are alike', () => {
  const worlds = 200;
  let rejected = 0;
  for (let world = 0; world < worlds; world++) {
    const rng = createRng(`null ${world}`);
    const tags = tagsOf(Array.from({ length: 16 }, () => artistOf(rng)));
    if (groupDivergence(tags, firstHalf(16), 39, rng)!.p <= 0.05) rejected++;
  }
  // Binomial with p = 0.05 at most: 10 of 200, and 20 are 3.2 standard deviations above.
  expect(rejected).toBeLessThanOrEqual(20);
});

test('artists who change between periods are told from those who do not', () => {
  const rng = createRng('periods');
  const before = Array.from({ length: 30 }, () => artistOf(rng));
  const changed = before.map(([a, b, c]): [number, number, number] => [a + 20, b, Math.max(0, c - 3)]);
  const same = before.map(([a, b, c]): [number, number, number] => [2 * a, 2 * b, 2 * c]);
  expect(pairedDivergence(tagsOf(before), tagsOf(changed), 99, rng)!.p).toBe(0.01);
  expect(pairedDivergence(tagsOf(before), tagsOf(same), 99, rng)!.bits).toBeCloseTo(0, 12);
  expect(pairedDivergence(tagsOf(before), tagsOf(before), 99, rng)!.p).toBe(1);
});

test('a group without tags has no divergence', () => {
  const tags = tagsOf([
    [1, 2, 3],
    [0, 0, 0],
  ]);
  expect(groupDivergence(tags, firstHalf(2), 9, createRng(1))).toBeNull();
  expect(
    pairedDivergence(
      tags,
      tagsOf([
        [0, 0, 0],
        [0, 0, 0],
      ]),
      9,
      createRng(1),
    ),
  ).toBeNull();
});
