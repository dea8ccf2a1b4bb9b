import { expect, test } from 'vitest';
import { siteWithdrawals, withdrawalSentence } from '../../../src/reports/withdrawals.ts';
import type { Coverage } from '../../../src/store/types.ts';

const DAY_MS = 86_400_000;

function entry(changes: Partial<Coverage>): Coverage {
  return {
    site: 'artstation',
    artist: 'x',
    artistId: '1',
    state: 'complete',
    reason: null,
    uploads: 10,
    worksClaimed: 10,
    hidden: 0,
    rereadings: 1,
    withdrawn: 0,
    withdrawnAfter: null,
    withdrawnBy: null,
    ...changes,
  };
}

const sentences = (coverage: readonly Coverage[]) => siteWithdrawals(coverage).map(withdrawalSentence);

test('a site whose lists were read whole once says that withdrawals cannot be seen yet', () => {
  expect(sentences([entry({ rereadings: 0 }), entry({ rereadings: 0, state: 'gone' })])).toEqual([
    'ArtStation: one full pass only, so withdrawals cannot be seen yet.',
  ]);
});

test('a second reading that misses nothing says so', () => {
  expect(sentences([entry({}), entry({ rereadings: 0 })])).toEqual([
    'ArtStation: 1 artist read again, and nothing had been withdrawn.',
  ]);
});

test('works of artists who are gone are told apart, and the bounds span all of them', () => {
  const coverage = [
    entry({ withdrawn: 1, withdrawnAfter: 2 * DAY_MS, withdrawnBy: 3 * DAY_MS }),
    entry({ withdrawn: 2, withdrawnAfter: DAY_MS, withdrawnBy: 2 * DAY_MS }),
    entry({ state: 'gone', withdrawn: 10, withdrawnAfter: 3 * DAY_MS, withdrawnBy: 5 * DAY_MS }),
    entry({ site: 'danbooru', rereadings: 0 }),
  ];
  expect(siteWithdrawals(coverage)[0]).toEqual({
    site: 'artstation',
    artistsReadAgain: 3,
    works: 3,
    artistsGone: 1,
    worksOfArtistsGone: 10,
    after: DAY_MS,
    by: 5 * DAY_MS,
  });
  expect(sentences(coverage)).toEqual([
    'ArtStation: 3 artists read again; 3 works withdrawn and 1 artist gone with 10 works, after 1970-01-02 00:00 and not later than 1970-01-06 00:00 UTC.',
    'Danbooru: one full pass only, so withdrawals cannot be seen yet.',
  ]);
});
