import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawSample } from '../../src/crawlers/sampling.ts';

test('a sample holds distinct artists of the frame, and reading the frame in another order draws the same', () => {
  const frames = fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 60 }), fc.nat(), (ids, size, seed) => {
      const frame = ids.map((artistId) => ({
        site: 'danbooru',
        artistId,
        name: artistId,
        followers: 60,
        followersKind: 'post_count' as const,
        worksClaimed: 60,
      }));
      const plan = { size, threshold: 50, seed };
      const sample = drawSample('danbooru', frame, plan);
      const drawn = sample.artists.map(({ artist }) => artist.artistId);
      expect(new Set(drawn).size).toBe(Math.min(size, ids.length));
      expect(drawn.every((id) => ids.includes(id))).toBe(true);
      expect(drawSample('danbooru', frame.toReversed(), plan)).toEqual(sample);
    }),
  );
});

test('in strata the inclusion probabilities of the frame add up to the sample, and their inverses to the frame', () => {
  const audiences = fc.array(fc.nat(30_000), { minLength: 1, maxLength: 120 });
  const allocations = fc.constantFrom('equal' as const, 'proportional' as const);
  fc.assert(
    fc.property(
      audiences,
      allocations,
      fc.integer({ min: 1, max: 130 }),
      fc.nat(),
      (counts, allocation, size, seed) => {
        const frame = counts.map((followers, i) => ({
          site: 'deviantart',
          artistId: `id-${i}`,
          name: `id-${i}`,
          followers,
          followersKind: 'watchers' as const,
          worksClaimed: null,
        }));
        const plan = { size, threshold: 0, seed, strata: { from: [0, 100, 2000, 20_000], allocation } };
        const sample = drawSample('deviantart', frame, plan);
        const strata = sample.strata!;
        const drawn = Math.min(size, counts.length);
        expect(sample.artists).toHaveLength(drawn);
        expect(strata.every(({ sampleSize, frameSize }) => sampleSize <= frameSize)).toBe(true);
        const probabilities = strata.flatMap(({ frameSize, sampleSize }) =>
          Array<number>(frameSize).fill(sampleSize / frameSize),
        );
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(drawn, 9);
        const reached = strata.reduce((sum, s) => sum + (s.sampleSize > 0 ? s.frameSize : 0), 0);
        const weights = sample.artists.reduce((sum, { inclusionProbability }) => sum + 1 / inclusionProbability, 0);
        expect(weights).toBeCloseTo(reached, 6);
        expect(drawSample('deviantart', frame.toReversed(), plan).manifestHash).toBe(sample.manifestHash);
      },
    ),
  );
});
