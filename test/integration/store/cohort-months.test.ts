import { expect, test } from 'vitest';
import type { Activity } from '../../../src/core/activity.ts';
import { type Month, monthFromText, startOfMonth } from '../../../src/core/month.ts';
import { createRng } from '../../../src/core/rng.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';

const SITES = ['artstation', 'danbooru'];
const SEEN_AT = Date.UTC(2024, 0, 15);
const FROM = monthFromText('2017-05');
const TO = monthFromText('2023-10');

/** Artists of two sites with uploads in any month of nine years; some are gone, some nobody has read. */
async function inventedStore(): Promise<Store> {
  const rng = createRng('cohort months');
  const store = await Store.open(':memory:');
  for (const site of SITES) {
    const ids = Array.from({ length: 30 }, (_, i) => `${i}`);
    await store.addArtists(
      ids.map((id) => artist(id, { site })),
      SEEN_AT,
    );
    for (const id of ids.slice(3)) {
      const start = monthFromText('2015-01') + rng.integer(100);
      const uploads = Array.from({ length: 1 + rng.integer(40) }, (_, n) =>
        upload(id, `${site}-${id}-${n}`, startOfMonth(start + rng.integer(1 + n)) + rng.integer(2) * 86_399_999, {
          site,
        }),
      );
      const fields = [{}, { state: 'partial', reason: 'cut', cursor: 'p2' }, { state: 'gone', reason: '404' }] as const;
      await store.saveStep(step(id, uploads, { site, ...fields[rng.integer(3)] }));
    }
    await store.saveStep(step('3', [], { site }));
    await store.saveStep(step('3', [], { site, state: 'gone', reason: '404', seenAt: SEEN_AT + 1 }));
  }
  return store;
}

/** The same counts, from the activity. */
function counted(activity: Activity, site: number, cutoff: Month, seniors: boolean): number[] {
  const artists = Array<number>(TO - FROM + 1).fill(0);
  activity.artist.forEach((who, row) => {
    const month = activity.month[row]!;
    const isOfCohort = activity.firstUploadAt[who]! < startOfMonth(cutoff) === seniors;
    if (activity.artistSite[who] === site && isOfCohort && month >= FROM && month <= TO) artists[month - FROM]!++;
  });
  return artists;
}

test('active artists by month and cohort are those of the activity, at every cutoff, in windows of over five years', async () => {
  await using store = await inventedStore();
  const activity = await store.activity();
  const cutoffs = ['2018-01', '2022-01', '2017-04', '2022-02'].map(monthFromText);
  const cohorts = await store.cohortMonths({ from: FROM, to: TO, cutoffs });
  expect(cohorts.map(({ cutoff }) => cutoff)).toEqual(cutoffs.flatMap((cutoff) => Array(4).fill(cutoff)));
  for (const { site, cutoff, isSenior: seniors, artists } of cohorts) {
    expect(artists).toEqual(counted(activity, SITES.indexOf(site), cutoff, seniors));
  }
  expect(cohorts.some(({ artists }) => artists.some((count) => count > 3))).toBe(true);
});

test('the counts can be cut to sites', async () => {
  await using store = await inventedStore();
  const cutoffs = [monthFromText('2020-01')];
  const all = await store.cohortMonths({ from: FROM, to: TO, cutoffs });
  const one = await store.cohortMonths({ from: FROM, to: TO, cutoffs, sites: ['danbooru'] });
  expect(one).toEqual(all.filter(({ site }) => site === 'danbooru'));
  await expect(store.cohortMonths({ from: TO, to: FROM, cutoffs })).rejects.toThrow(RangeError);
});

test('both cohorts of a site stand there at a cutoff before or after all uploads, none of a site without one in the window', async () => {
  await using store = await Store.open(':memory:');
  const save = (site: string, id: string, months: readonly string[]) => {
    const uploads = months.map((month) =>
      upload(id, `${site}-${id}-${month}`, startOfMonth(monthFromText(month)), { site }),
    );
    return store.saveStep(step(id, uploads, { site }));
  };
  await store.addArtists([artist('a'), artist('b'), artist('c', { site: 'danbooru' })], SEEN_AT);
  await save('artstation', 'a', ['2015-03', '2020-01', '2020-03']);
  await save('artstation', 'b', ['2020-03', '2021-01']);
  await save('danbooru', 'c', ['2019-12', '2020-04']);
  const [from, to] = [monthFromText('2020-01'), monthFromText('2020-03')];
  const cutoffs = [from - 100, to + 100];
  const [before, after] = cutoffs.map((cutoff) => ({ site: 'artstation', cutoff }));
  expect(await store.cohortMonths({ from, to, cutoffs })).toEqual([
    { ...before, isSenior: false, artists: [1, 0, 2] },
    { ...before, isSenior: true, artists: [0, 0, 0] },
    { ...after, isSenior: false, artists: [0, 0, 0] },
    { ...after, isSenior: true, artists: [1, 0, 2] },
  ]);
});
