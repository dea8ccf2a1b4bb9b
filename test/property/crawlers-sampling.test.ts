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
