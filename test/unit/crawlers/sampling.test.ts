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
