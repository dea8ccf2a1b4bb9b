import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labelRegimeAt } from '../../../src/core/label-regimes.ts';
import { monthFromText, startOfMonth } from '../../../src/core/month.ts';
import type { Upload } from '../../../src/core/records.ts';
import { computeShareEstimates } from '../../../src/jobs/shares.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { temporaryFolder } from './temporary.ts';

const SITE = 'danbooru';
const FROM = monthFromText('2022-08');
const TO = monthFromText('2022-12');

/** Four works a month of each of two artists; in the regime the first artist's first work is generated. */
async function fill(store: Store): Promise<void> {
  for (const id of ['a', 'b']) {
    await store.addArtists([artist(id, { site: SITE })], 0);
    const uploads: Upload[] = [];
    for (let month = monthFromText('2022-01'); month <= TO; month++) {
      for (let k = 0; k < 4; k++) {
        const publishedAt = startOfMonth(month) + k * 86_400_000;
        const labelRegime = labelRegimeAt(SITE, publishedAt);
        const label = labelRegime === 'none' ? 'unknown' : id === 'a' && k === 0 ? 'yes' : 'no';
        uploads.push(
          upload(id, `${id}-${month}-${k}`, publishedAt, {
            site: SITE,
            label,
            labelRegime,
            labelSource: 'danbooru:tags',
          }),
        );
      }
    }
    await store.saveStep(step(id, uploads, { site: SITE }));
  }
}

const job = (store: Store) => ({
  store,
  from: FROM,
  to: TO,
  config: { sensitivity: {}, scrapeWeights: {} },
  draws: 20,
  seed: 1,
});

test('label sums hold the control months, and the products of the counts of each artist', async () => {
  await using store = await Store.open(':memory:');
  await fill(store);
  const rows = await store.labelSums();
  expect(rows).toHaveLength(12);
  expect(rows[0]).toMatchObject({ labelRegime: 'none', uploads: 8, labelled: 8, yes: 0, artists: 2 });
  expect(rows.at(-1)).toEqual({
    site: SITE,
    month: TO,
    labelRegime: 'danbooru-tags',
    uploads: 8,
    labelled: 8,
    yes: 1,
    assisted: 0,
    artists: 2,
    labelledSquared: 32,
    labelledYes: 4,
    labelledAssisted: 0,
    yesSquared: 1,
    yesAssisted: 0,
    assistedSquared: 0,
  });
});

test('draws are stored as they were made, and made again they replace the old ones', async () => {
  await using store = await Store.open(':memory:');
  await fill(store);
  const { sites, all } = await computeShareEstimates(job(store));
  await computeShareEstimates(job(store));
  const stored = await store.shareDraws();
  expect(stored).toEqual([...all, ...sites[0]!.draws]);
  expect(stored.map(({ site, assistedWeight, draws, months }) => [site, assistedWeight, draws, months.length])).toEqual(
    ['all', SITE].flatMap((site) => [0, 0.5, 1].map((weight) => [site, weight, 20, 5])),
  );
});

test('estimates and draws can be exported', async () => {
  using folder = temporaryFolder();
  await using store = await Store.open(':memory:');
  await fill(store);
  await computeShareEstimates(job(store));
  const estimates = join(folder.path, 'estimates.csv');
  expect(await store.exportTable('share-estimates', 'csv', estimates)).toEqual({ rows: 15 });
  const [header, first] = readFileSync(estimates, 'utf8').split('\n');
  expect(header).toMatch(/^site,month,assisted_weight,label_regime,uploads,labelled,observed,design_effect,corrected,/);
  expect(first).toMatch(/^danbooru,2022-08,0.0,none,8,0,,,,,,[\d.e-]+,[\d.e-]+,0\.\d+,walk$/);
  for (const format of ['csv', 'parquet', 'arrow'] as const) {
    const file = join(folder.path, `draws.${format}`);
    expect(await store.exportTable('share-draws', format, file)).toEqual({ rows: 2 * 3 * 20 * 5 });
  }
});

test('an empty store has nothing to estimate', async () => {
  await using store = await Store.open(':memory:');
  expect(await computeShareEstimates(job(store))).toEqual({ sites: [], all: [], weightSensitivity: [] });
  expect(await store.shareDraws()).toEqual([]);
});
