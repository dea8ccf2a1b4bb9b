import fc from 'fast-check';
import { test } from 'vitest';
import { analyzeActivity } from '../../src/analysis/analysis.ts';
import { monthFromText, textFromMonth } from '../../src/core/month.ts';
import { createRng } from '../../src/core/rng.ts';
import { activityOf, type TestArtist } from '../support/activity.ts';

const FROM = monthFromText('2021-01');
const TO = monthFromText('2023-10');

/** Artists of any kind, some alike: one upload or many, a whole history or not, read early or late. */
const artists = fc
  .record({
    site: fc.constantFrom('a', 'b'),
    entry: fc.integer({ min: monthFromText('2016-01'), max: TO }),
    every: fc.integer({ min: 1, max: 9 }),
    months: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 90 })),
    works: fc.integer({ min: 1, max: 5 }),
    isComplete: fc.boolean(),
    copies: fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 25 })),
    known: fc.oneof(fc.integer({ min: FROM - 3, max: TO }), fc.integer({ min: TO, max: TO + 3 })),
  })
  .map(({ entry, every, months, works, known, copies, ...fields }): TestArtist[] => {
    const active = Array.from({ length: Math.ceil(months / every) }, (_, i) => entry + i * every);
    const one = {
      ...fields,
      uploads: Object.fromEntries(active.map((month, i) => [textFromMonth(month), 1 + ((i * works) % 7)])),
      lastFullMonth: textFromMonth(known),
    };
    return Array.from({ length: copies }, () => one);
  });

function notFinite(value: unknown, path: string): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [path];
  if (typeof value !== 'object' || value === null) return value === undefined ? [path] : [];
  return Object.entries(value).flatMap(([key, inner]) => notFinite(inner, `${path}.${key}`));
}

test('whatever artists there are, trends hold finite numbers or null with a reason, and nothing is thrown', () => {
  const options = { from: FROM, to: TO, cutoff: FROM + 12, placeboCutoffs: [], draws: 10, withTrends: true };
  fc.assert(
    fc.property(fc.array(artists, { maxLength: 20 }), fc.integer(), (groups, seed) => {
      const { trends } = analyzeActivity(activityOf(groups.flat()), { ...options, rng: createRng(seed) });
      const faults = notFinite(trends, 'trends');
      if (faults.length > 0) throw new Error(faults.slice(0, 5).join(' '));
      for (const { bootstrap, reason } of trends!.trends) {
        if (bootstrap.estimate === null && reason === null) throw new Error('a missing trend has no reason');
      }
      for (const { rateRatio, reason } of trends!.differences) {
        if (rateRatio.estimate === null && reason === null) throw new Error('a missing difference has no reason');
      }
    }),
    { numRuns: 100 },
  );
});
