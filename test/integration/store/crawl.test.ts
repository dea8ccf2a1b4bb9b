import { join } from 'node:path';
import { expect, test } from 'vitest';
import { monthFromText } from '../../../src/core/month.ts';
import { Store } from '../../../src/store/store.ts';
import { artist, step, upload } from './records.ts';
import { rowsOf } from './sql.ts';
import { temporaryFolder } from './temporary.ts';

const SEEN_AT = Date.UTC(2024, 0, 15);
const JANUARY_31 = Date.UTC(2021, 0, 31, 23, 59, 59, 999);
const FEBRUARY_1 = Date.UTC(2021, 1, 1);

async function storeWith(...artistIds: readonly string[]): Promise<Store> {
  const store = await Store.open(':memory:');
  await store.addArtists(
    artistIds.map((id) => artist(id)),
    SEEN_AT,
  );
  return store;
}

test('a second upsert of the same page adds no rows', async () => {
  await using store = await storeWith('a');
  const page = step('a', [upload('a', '1', JANUARY_31), upload('a', '2', FEBRUARY_1)], { hidden: 3 });
  await store.saveStep(page);
  const hash = await store.contentHash();
  await store.saveStep(page);
  await store.saveStep({ ...page, runId: 'run-2', seenAt: SEEN_AT + 1 });
  expect(await store.contentHash()).toBe(hash);
  expect(await store.coverage()).toEqual([
    {
      site: 'artstation',
      artist: 'name-a',
      artistId: 'a',
      state: 'complete',
      reason: null,
      uploads: 2,
      worksClaimed: 10,
      hidden: 3,
      rereadings: 2,
      withdrawn: 0,
      withdrawnAfter: null,
      withdrawnBy: null,
    },
  ]);
});

test('an upload that stands twice on a page is stored once', async () => {
  await using store = await storeWith('a');
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31), upload('a', '1', JANUARY_31)]));
  expect((await store.coverage())[0]!.uploads).toBe(1);
});

test('a later sighting changes the title, never the date', async () => {
  await using store = await storeWith('a');
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31)]));
  const before = await store.contentHash();
  await store.saveStep(step('a', [upload('a', '1', FEBRUARY_1)], { runId: 'run-2' }));
  expect(await store.contentHash()).toBe(before);
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31, { title: 'New' })], { runId: 'run-3' }));
  expect(await store.contentHash()).not.toBe(before);
  expect([...(await store.activity()).month]).toEqual([monthFromText('2021-01')]);
});

test('a page without labels leaves a label that was looked up', async () => {
  await using store = await storeWith('a');
  const page = step('a', [upload('a', '1', JANUARY_31)]);
  await store.saveStep(page);
  expect(await store.uploadTargets('artstation', 'a')).toEqual([
    { uploadId: '1', url: 'https://www.artstation.com/artwork/1', publishedAt: JANUARY_31 },
  ]);
  await store.saveLabels({
    runId: 'run-1',
    site: 'artstation',
    artistId: 'a',
    sightings: [{ uploadId: '1', label: 'yes', labelSource: 'artstation:detail', optOut: false }],
    seenAt: SEEN_AT,
    isLast: true,
  });
  expect(await store.uploadTargets('artstation', 'a')).toEqual([]);
  expect((await store.frontier('artstation'))[0]!.hasLabels).toBe(true);
  const labelled = await store.contentHash();
  await store.saveStep({ ...page, runId: 'run-2' });
  expect(await store.contentHash()).toBe(labelled);
  expect((await store.labelCounts())[0]).toMatchObject({ yes: 1, unknown: 0 });
});

test('hidden slots add up over the pages of one reading and start again with the next', async () => {
  await using store = await storeWith('a');
  const hidden = async () => (await store.frontier('artstation'))[0]!.hidden;
  await store.saveStep(step('a', [upload('a', '1', FEBRUARY_1)], { cursor: 'p2', state: 'partial', hidden: 2 }));
  await store.saveStep(step('a', [upload('a', '2', JANUARY_31)], { hidden: 1 }));
  expect(await hidden()).toBe(3);
  await store.saveStep(step('a', [], { state: 'partial', reason: 'the site did not answer' }));
  expect(await hidden()).toBe(3);
  await store.saveStep(step('a', [upload('a', '1', FEBRUARY_1)], { hidden: 1 }));
  expect(await hidden()).toBe(1);
});

test('pages saved at once are all stored, each with its cursor', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `a${i}`);
  await using store = await storeWith(...ids);
  await Promise.all(
    ids.flatMap((id) => [
      store.saveStep(step(id, [upload(id, `${id}-1`, FEBRUARY_1)], { cursor: 'p2', state: 'partial' })),
      store.saveStep(step(id, [upload(id, `${id}-2`, JANUARY_31)])),
    ]),
  );
  const coverage = await store.coverage();
  expect(coverage.map(({ uploads }) => uploads)).toEqual(ids.map(() => 2));
  expect(coverage.every(({ state }) => state === 'complete')).toBe(true);
});

test('artists new to the crawl wait in the frontier; those known keep their place and numbers', async () => {
  await using store = await storeWith('a');
  await store.saveStep(step('a', [], { state: 'partial', cursor: 'p7', reason: 'cut' }));
  await store.addArtists([artist('a', { name: 'renamed', followers: null }), artist('b')], SEEN_AT + 1);
  expect(await store.frontier('artstation')).toMatchObject([
    { artistId: 'a', name: 'renamed', state: 'partial', cursor: 'p7', reason: 'cut' },
    { artistId: 'b', state: 'pending', cursor: null, reason: null, hidden: 0, hasLabels: false },
  ]);
});

test('an artist who was gone and is found again is pending, under the new name', async () => {
  await using store = await storeWith('a');
  await store.saveStep(step('a', [], { state: 'gone', cursor: null, reason: 'no such artist' }));
  await store.addArtists([artist('a', { name: 'renamed', worksClaimed: 12 })], SEEN_AT + 1);
  expect(await store.frontier('artstation')).toMatchObject([
    { name: 'renamed', state: 'pending', reason: null, cursor: null, followers: 2001, worksClaimed: 12 },
  ]);
});

test('a sample is found again by its key, with its artists in the order drawn', async () => {
  await using store = await storeWith();
  const sample = {
    site: 'artstation',
    key: 'n=2 over 2000 seed 7',
    frameSize: 400,
    sampleSize: 2,
    threshold: 2000,
    seed: 7,
    drawnAt: SEEN_AT,
    manifestHash: 'abc',
    frameShortfall: 'the list ends after 400',
    artists: [artist('z'), artist('b')].map((drawn) => ({ artist: drawn, inclusionProbability: 0.005 })),
  };
  await store.saveSample(sample);
  await store.saveSample(sample);
  expect(await store.findSample('artstation', sample.key)).toEqual(sample);
  expect(await store.findSample('artstation', 'other')).toBeUndefined();
  expect((await store.frontier('artstation')).map(({ state }) => state)).toEqual(['pending', 'pending']);
});

test('the strata of a sample are kept with it', async () => {
  await using store = await storeWith();
  const sample = {
    site: 'artstation',
    key: 'in strata',
    frameSize: 30,
    sampleSize: 2,
    threshold: 0,
    seed: 7,
    drawnAt: SEEN_AT,
    manifestHash: 'abc',
    frameShortfall: null,
    artists: [
      { artist: artist('b'), inclusionProbability: 0.05 },
      { artist: artist('z'), inclusionProbability: 0.1 },
    ],
    strata: [
      { from: 0, frameSize: 20, sampleSize: 1 },
      { from: 100, frameSize: 10, sampleSize: 1 },
    ],
  };
  await store.saveSample(sample);
  await store.saveSample(sample);
  expect(await store.findSample('artstation', sample.key)).toEqual(sample);
});

test('what is known about a host outlives the run', async () => {
  await using store = await storeWith();
  const state = {
    host: 'h:1',
    pausedUntil: null,
    breakerOpenings: 2,
    breakerOpenUntil: SEEN_AT + 60_000,
    robotsBody: 'User-agent: *',
    robotsStatus: 200,
    robotsFetchedAt: SEEN_AT,
    robotsEtag: 'W/"1"',
    robotsLastModified: null,
  };
  await store.saveHostState(state);
  await store.saveHostState({ ...state, pausedUntil: SEEN_AT + 5, breakerOpenings: 0, breakerOpenUntil: null });
  expect(await store.hostStates()).toEqual([
    { ...state, pausedUntil: SEEN_AT + 5, breakerOpenings: 0, breakerOpenUntil: null },
  ]);
});

test('the version of a first page is kept with its reading, over a break and a restart', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'front.duckdb');
  const front = { url: 'https://h/a?page=1', etag: 'W/"1"', lastModified: null };
  {
    await using store = await Store.open(path);
    await store.addArtists([artist('a')], SEEN_AT);
    const first = { isStart: true, front, frontMark: 'm', cursor: '2', state: 'partial', reason: 'not yet' } as const;
    await store.saveStep(step('a', [upload('a', '1', JANUARY_31)], first));
    await store.saveStep(step('a', [upload('a', '2', JANUARY_31)], { seenAt: SEEN_AT + 1, isStart: false }));
  }
  await using store = await Store.open(path);
  expect(await store.passStates('artstation')).toMatchObject([{ front, frontMark: 'm', lastFullAt: SEEN_AT }]);
});

test('a reading that found the list unchanged moves what is known on, and no more', async () => {
  await using store = await storeWith('a');
  const front = { url: 'https://h/a?page=1', etag: 'W/"1"', lastModified: null };
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31)], { hidden: 2, front, frontMark: 'm' }));
  await store.saveLabels({
    runId: 'r',
    site: 'artstation',
    artistId: 'a',
    sightings: [],
    seenAt: SEEN_AT,
    isLast: true,
  });
  const hash = await store.contentHash();
  const later = { seenAt: SEEN_AT + 1000, pass: 'unchanged', isStart: true, front, frontMark: 'm' } as const;
  await store.saveStep(step('a', [], { runId: 'run-2', ...later }));
  expect(await store.contentHash()).toBe(hash);
  expect(await store.passStates('artstation')).toMatchObject([
    { front, frontMark: 'm', lastFullAt: SEEN_AT, lastEndedAt: SEEN_AT + 1000, observedUntil: SEEN_AT + 1000 },
  ]);
  expect(await store.frontier('artstation')).toMatchObject([{ state: 'complete', hidden: 2, hasLabels: true }]);
});

test('the version of an older reading is not taken for that of a later one that had none', async () => {
  await using store = await storeWith('a');
  const front = { url: 'https://h/a?page=1', etag: 'W/"1"', lastModified: null };
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31)], { front, frontMark: 'm' }));
  await store.saveStep(step('a', [upload('a', '1', JANUARY_31)], { seenAt: SEEN_AT + 1000 }));
  expect(await store.passStates('artstation')).toMatchObject([{ front: null, frontMark: null }]);
});

test('a run is recorded with its end', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'runs.duckdb');
  await using store = await Store.open(path);
  await store.startRun({
    runId: 'r',
    kind: 'crawl',
    site: 'artstation',
    origin: 'stand-in',
    parameters: { seed: 7 },
    startedAt: SEEN_AT,
  });
  await store.finishRun('r', { state: 'partial', finishedAt: SEEN_AT + 9, requests: 12 });
  const sql = 'SELECT run_id, kind, site, parameters, state, epoch_ms(finished_at), requests FROM crawl_runs';
  expect(await rowsOf(path, sql)).toEqual([
    ['r', 'crawl', 'artstation', '{"seed":7}', 'partial', String(SEEN_AT + 9), '12'],
  ]);
});

test('an uploader is taken from the page that names one, and stays where a later page names none', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'uploaders.duckdb');
  await using store = await Store.open(path);
  await store.addArtists([artist('a')], SEEN_AT);
  const told: unknown[] = [];
  for (const uploaderId of [null, '7', null, '8']) {
    await store.saveStep(step('a', [upload('a', '1', JANUARY_31, { uploaderId })]));
    told.push(...(await rowsOf(path, 'SELECT uploader_id FROM uploads')));
  }
  expect(told).toEqual([[null], ['7'], ['7'], ['8']]);
});

test('sightings keep what each run saw, once for each upload and artist', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'sightings.duckdb');
  await using store = await Store.open(path);
  await store.addArtists([artist('a')], SEEN_AT);
  const seen = (runId: string, title: string) => step('a', [upload('a', '1', JANUARY_31, { title })], { runId });
  await store.saveStep(seen('run-1', 'First'));
  await store.saveStep(seen('run-1', 'First'));
  await store.saveStep(seen('run-2', 'Second'));
  await store.saveLabels({
    runId: 'run-2',
    site: 'artstation',
    artistId: 'a',
    sightings: [{ uploadId: '1', label: 'no', labelSource: 'artstation:detail', optOut: true }],
    seenAt: SEEN_AT,
    isLast: false,
  });
  const sql = 'SELECT run_id, title, label, opt_out FROM sightings ORDER BY run_id';
  expect(await rowsOf(path, sql)).toEqual([
    ['run-1', 'First', 'unknown', null],
    ['run-2', 'Second', 'no', true],
  ]);
});
