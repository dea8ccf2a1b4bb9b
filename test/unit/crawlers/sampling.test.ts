import { describe, expect, test } from 'vitest';
import type { Artist } from '../../../src/core/records.ts';
import { drawSample, sampleKey } from '../../../src/crawlers/sampling.ts';

const PLAN = { size: 3, threshold: 2000, seed: 1 };

function artist(artistId: string): Artist {
  return {
    site: 'artstation',
    artistId,
    name: artistId,
    followers: 3000,
    followersKind: 'followers',
    worksClaimed: null,
  };
}
const FRAME = Array.from({ length: 10 }, (_, i) => artist(`id-${i}`));

function ids(sample: ReturnType<typeof drawSample>): string[] {
  return sample.artists.map(({ artist: { artistId } }) => artistId);
}

test('the order in which the frame was read does not matter', () => {
  expect(drawSample('artstation', FRAME.toReversed(), PLAN)).toEqual(drawSample('artstation', FRAME, PLAN));
});

test('another seed, size or site draws another sample', () => {
  const base = drawSample('artstation', FRAME, PLAN);
  expect(ids(drawSample('artstation', FRAME, { ...PLAN, seed: 2 }))).not.toEqual(ids(base));
  expect(drawSample('artstation', FRAME, { ...PLAN, threshold: 1 }).manifestHash).not.toBe(base.manifestHash);
  expect(base.manifestHash).toMatch(/^[0-9a-f]{64}$/);
});

test('each artist has the same chance, and an artist listed twice counts once', () => {
  const { frameSize, artists } = drawSample('artstation', [...FRAME, ...FRAME], PLAN);
  expect(frameSize).toBe(10);
  expect(artists.map(({ inclusionProbability }) => inclusionProbability)).toEqual([0.3, 0.3, 0.3]);
});

test('a frame no larger than the sample is taken whole', () => {
  const sample = drawSample('artstation', FRAME, { ...PLAN, size: 50 });
  expect(ids(sample)).toEqual(FRAME.map(({ artistId }) => artistId));
  expect(sample.artists[0]!.inclusionProbability).toBe(1);
});

test('over many seeds every artist is drawn about equally often', () => {
  const counts = new Map<string, number>();
  for (let seed = 0; seed < 2000; seed++) {
    for (const id of ids(drawSample('artstation', FRAME, { ...PLAN, seed }))) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  // Binomial with n = 2000, p = 0.3: mean 600, standard deviation 20.5; five of them.
  for (const { artistId } of FRAME) expect(Math.abs(counts.get(artistId)! - 600)).toBeLessThan(103);
});

describe('arguments', () => {
  test.each([0, -1, 1.5])('a size of %s is refused', (size) => {
    expect(() => drawSample('artstation', FRAME, { ...PLAN, size })).toThrow(RangeError);
  });
});

test('the key holds the whole plan', () => {
  expect(sampleKey(PLAN)).toBe('size=3 threshold=2000 seed=1');
});

describe('strata', () => {
  /** 60 artists with 0 … 59 followers, 25 with 100 …, 5 with 5,000. */
  const frame = [
    ...Array.from({ length: 60 }, (_, i) => ({ ...artist(`small-${i}`), followers: i })),
    ...Array.from({ length: 25 }, (_, i) => ({ ...artist(`middle-${i}`), followers: 100 + i })),
    ...Array.from({ length: 5 }, (_, i) => ({ ...artist(`large-${i}`), followers: 5000 })),
  ];
  const drawn = (size: number, allocation: 'equal' | 'proportional') =>
    drawSample('artstation', frame, {
      size,
      threshold: 0,
      seed: 1,
      strata: { from: [0, 100, 2000], allocation },
    });

  test('an equal allocation takes as many from each, and what a small stratum lacks from the larger ones', () => {
    expect(drawn(30, 'equal').strata).toEqual([
      { from: 0, frameSize: 60, sampleSize: 13 },
      { from: 100, frameSize: 25, sampleSize: 12 },
      { from: 2000, frameSize: 5, sampleSize: 5 },
    ]);
  });

  test('a proportional allocation follows the sizes, by largest remainders', () => {
    // 20 of 90: 13.33, 5.56 and 1.11.
    expect(drawn(20, 'proportional').strata!.map(({ sampleSize }) => sampleSize)).toEqual([13, 6, 1]);
  });

  test('the probability of an artist is that of the stratum', () => {
    const { artists } = drawn(30, 'equal');
    const of = (name: string) => artists.find(({ artist: { artistId } }) => artistId.startsWith(name));
    expect(of('small')!.inclusionProbability).toBe(13 / 60);
    expect(of('middle')!.inclusionProbability).toBe(12 / 25);
    expect(of('large')!.inclusionProbability).toBe(1);
  });

  test('the lower end belongs to a stratum, the upper one to the next', () => {
    const edges = [99, 100, 1999, 2000].map((followers) => ({ ...artist(`f${followers}`), followers }));
    const strata = { from: [100, 2000], allocation: 'equal' } as const;
    const sample = drawSample('artstation', edges, { size: 9, threshold: 100, seed: 1, strata });
    expect(sample.strata!.map(({ frameSize }) => frameSize)).toEqual([2, 1]);
    expect(sample.frameSize).toBe(3);
  });

  test('strata that do not rise are refused', () => {
    const strata = { from: [100, 100], allocation: 'equal' } as const;
    expect(() => drawSample('artstation', frame, { size: 1, threshold: 100, seed: 1, strata })).toThrow(RangeError);
  });

  test('the key names them', () => {
    const strata = { from: [0, 100], allocation: 'equal' } as const;
    expect(sampleKey({ size: 3, threshold: 0, seed: 1, strata })).toBe(
      'size=3 threshold=0 seed=1 strata=0,100 allocation=equal',
    );
  });
});
