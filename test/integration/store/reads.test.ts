import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monthFromText } from '../../../src/core/month.ts';
import type { Upload } from '../../../src/core/records.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

const at = (text: string) => Date.parse(text);
const SEEN_AT = at('2024-01-15T00:00:00Z');

test('activity counts uploads by artist and UTC month', async () => {
  await using store = await Store.open(':memory:');
  await store.addArtists([artist('a'), artist('b')], SEEN_AT);
  await store.saveStep(
    step('a', [
      upload('a', '1', at('2021-01-31T23:59:59.999Z')),
      upload('a', '2', at('2021-02-01T00:00:00Z')),
      upload('a', '3', at('2021-02-28T12:00:00Z')),
    ]),
  );
  await store.saveStep(
    step('b', [upload('b', '4', at('2012-02-29T00:00:00.001Z'))], { state: 'partial', reason: 'cut' }),
  );
  const activity = await store.activity();
  expect(activity.sites).toEqual(['artstation']);
  expect(activity.artistNames).toEqual(['name-a', 'name-b']);
  expect([...activity.firstUploadAt]).toEqual([at('2021-01-31T23:59:59.999Z'), at('2012-02-29T00:00:00.001Z')]);
  expect([...activity.isComplete]).toEqual([1, 0]);
  expect([...activity.lastFullMonth]).toEqual([monthFromText('2023-12'), monthFromText('2023-12')]);
  expect([...activity.artist]).toEqual([0, 0, 1]);
  expect([...activity.month]).toEqual(['2021-01', '2021-02', '2012-02'].map(monthFromText));
  expect([...activity.uploads]).toEqual([1, 2, 1]);
});

test('artists that nobody has read, that are gone, or that show nothing are left out', async () => {
  await using store = await Store.open(':memory:');
  await store.addArtists(
    ['pending', 'gone', 'empty'].map((id) => artist(id)),
    SEEN_AT,
  );
  await store.saveStep(step('gone', [upload('gone', '1', 0)], { state: 'gone', reason: '404' }));
  await store.saveStep(step('empty', []));
  expect((await store.activity()).artistNames).toEqual([]);
  expect((await store.coverage()).map(({ artistId, state }) => [artistId, state])).toEqual([
    ['empty', 'complete'],
    ['gone', 'gone'],
    ['pending', 'pending'],
  ]);
});

test('a history is known up to the first page of its reading, by the clock of the site where that lags', async () => {
  await using store = await Store.open(':memory:');
  await store.addArtists([artist('a')], SEEN_AT);
  const lastFullMonth = async () => (await store.activity()).lastFullMonth[0];
  const page = upload('a', '1', at('2020-05-05T00:00:00Z'));
  await store.saveStep(step('a', [page], { cursor: 'p2', state: 'partial', seenAt: at('2024-03-31T23:00:00Z') }));
  await store.saveStep(step('a', [page], { seenAt: at('2024-07-01T00:00:00Z') }));
  expect(await lastFullMonth()).toBe(monthFromText('2024-02'));
  await store.saveStep(step('a', [page], { seenAt: at('2026-11-22T00:00:00Z'), observedUntil: SEEN_AT }));
  expect(await lastFullMonth()).toBe(monthFromText('2023-12'));
});

test('activity can be cut to sites, or pooled over them', async () => {
  await using store = await Store.open(':memory:');
  const sites = ['artstation', 'danbooru'];
  await store.addArtists(
    sites.map((site) => artist('a', { site })),
    SEEN_AT,
  );
  for (const site of sites) await store.saveStep(step('a', [upload('a', '1', SEEN_AT, { site })], { site }));
  const pooled = await store.activity({ pool: true });
  expect(pooled.sites).toEqual(['all']);
  expect([...pooled.artistSite]).toEqual([0, 0]);
  const both = await store.activity();
  expect([...both.artistSite]).toEqual([0, 1]);
  const one = await store.activity({ sites: ['danbooru'] });
  expect(one.sites).toEqual(['danbooru']);
  expect([...one.artistSite]).toEqual([0]);
});

test('label counts take the regime at the end of the month, and a work of two artists once', async () => {
  await using store = await Store.open(':memory:');
  const site = 'deviantart';
  const regime = 'deviantart-mandatory';
  await store.addArtists([artist('a', { site }), artist('b', { site })], SEEN_AT);
  const labelled = (id: string, day: string, fields: Partial<Upload>) =>
    upload('a', id, at(day), { site, labelSource: 'deviantart:web', ...fields });
  await store.saveStep(
    step(
      'a',
      [
        labelled('1', '2023-06-01', { label: 'yes' }),
        labelled('2', '2023-06-12', { label: 'yes', labelRegime: regime }),
        labelled('3', '2023-06-30', { label: 'no', labelRegime: regime }),
        labelled('4', '2023-05-31', { label: 'yes' }),
      ],
      { site },
    ),
  );
  const second = {
    ...labelled('2', '2023-06-12', { label: 'yes', labelRegime: regime }),
    artistId: 'b',
    artistRank: 1,
  };
  await store.saveStep(step('b', [second], { site }));
  expect(await store.labelCounts()).toEqual([
    { site, month: monthFromText('2023-05'), labelRegime: 'none', uploads: 1, yes: 1, assisted: 0, no: 0, unknown: 0 },
    { site, month: monthFromText('2023-06'), labelRegime: regime, uploads: 3, yes: 1, assisted: 0, no: 1, unknown: 0 },
  ]);
});

test('shares replace those stored for the same sites', async () => {
  await using store = await Store.open(':memory:');
  const row = {
    site: 'danbooru',
    month: monthFromText('2022-11'),
    labelRegime: 'danbooru-tags',
    uploads: 10,
    labelled: 8,
    yes: 1,
    assisted: 1,
    share: 0.25,
    low: 0.07,
    high: 0.59,
  };
  const other = { ...row, site: 'artstation', month: monthFromText('2021-01'), share: null, low: 0, high: 1 };
  await store.saveShares([row, { ...row, month: row.month + 1 }]);
  await store.saveShares([other]);
  await store.saveShares([row]);
  expect(await store.shares()).toEqual([other, row]);
});

test('loop metrics are stored once for each run, arm, generation and name', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'loop.duckdb');
  await using store = await Store.open(path);
  const run = {
    runId: 'l',
    kind: 'theory',
    model: 'gaussian',
    plan: 'x = 1',
    planHash: 'h',
    startedAt: SEEN_AT,
    finishedAt: null,
    directory: 'd',
  };
  await store.saveLoopRun(run);
  await store.saveLoopRun({ ...run, finishedAt: SEEN_AT + 5 });
  const metric = {
    runId: 'l',
    arm: 'fresh',
    generation: 1,
    metric: 'variance',
    measured: 0.5,
    standardError: 0.1,
    predicted: null,
  };
  await store.saveLoopMetrics([metric]);
  await store.saveLoopMetrics([
    { ...metric, measured: 0.6 },
    { ...metric, generation: 2, predicted: 0.4 },
  ]);
  expect(await rowsOf(path, 'SELECT run_id, epoch_ms(finished_at) FROM loop_runs')).toEqual([
    ['l', String(SEEN_AT + 5)],
  ]);
  expect(await rowsOf(path, 'SELECT generation, measured, predicted FROM loop_metrics ORDER BY ALL')).toEqual([
    [1, 0.6, null],
    [2, 0.5, 0.4],
  ]);
});

test('what was predicted of a loop first stands, and scores are replaced', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'loop.duckdb');
  await using store = await Store.open(path);
  const prediction = { arm: 'a', generation: 1, quantity: 'variance', predicted: 0.5 };
  await store.saveLoopPredictions('l', [prediction], SEEN_AT);
  await store.saveLoopPredictions('l', [{ ...prediction, predicted: 0.7 }], SEEN_AT + 9);
  const score = { arm: 'a', metric: 'variance', compared: 5, withinTwoErrors: 5, largest: 1, critical: 3, holds: true };
  await store.saveLoopScores('l', [score, { ...score, metric: 'mean' }]);
  await store.saveLoopScores('l', [{ ...score, largest: 4, holds: false }]);
  expect(await rowsOf(path, 'SELECT predicted, epoch_ms(predicted_at) FROM loop_predictions')).toEqual([
    [0.5, String(SEEN_AT)],
  ]);
  expect(await rowsOf(path, 'SELECT metric, largest, holds FROM loop_scores')).toEqual([['variance', 4, false]]);
});
