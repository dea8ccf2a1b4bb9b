import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { silentProgress } from '../../../src/core/progress.ts';
import { uploadsFromDump, uploadsFromPosts } from '../../../src/crawlers/danbooru/parse.ts';
import { artistsOf } from '../../../src/crawlers/imports/artists-of.ts';
import type { DumpJob } from '../../../src/jobs/dump-job.ts';
import { importDump } from '../../../src/jobs/import-dump.ts';
import { Store } from '../../../src/store/store.ts';
import { rowsOf } from '../store/sql.ts';
import { temporaryFolder } from '../store/temporary.ts';

const SEEN_AT = Date.UTC(2026, 0, 1);
const clock: Clock = { now: () => SEEN_AT, sleepUntil: () => Promise.resolve() };

let folder: ReturnType<typeof temporaryFolder>;
let path: string;
let store: Store;
let runs = 0;
beforeEach(async () => {
  folder = temporaryFolder();
  path = join(folder.path, 'tidemark.duckdb');
  store = await Store.open(path);
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

function importFrom(file: string, options: Partial<DumpJob> = {}) {
  return importDump({
    store,
    clock,
    progress: silentProgress,
    signal: new AbortController().signal,
    runId: `run-${runs++}`,
    file,
    isPartial: false,
    scratch: join(folder.path, 'scratch'),
    ...options,
  });
}

function written(name: string, content: string | Buffer): string {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return file;
}

const lines = (records: readonly unknown[]) => records.map((record) => `${JSON.stringify(record)}\n`).join('');
const tag = (name: string, category: string) => ({ id: '1', name, category });

/** The forms of 2021 and of the API, with every kind of date, several artists, none, marks and labels. */
const RECORDS = [
  {
    id: '1',
    created_at: '2008-06-10 03:08:07.34205 UTC',
    uploader_id: '12',
    file_ext: 'jpg',
    tags: [tag('kim', '1'), tag('1girl', '0')],
  },
  {
    id: '2',
    created_at: '2021-01-01 00:00:00 UTC',
    uploader_id: '0',
    tags: [tag('kim', '1'), tag('lee', '1'), tag('highres', '5')],
  },
  { id: '3', created_at: '2020-12-31 23:59:59.9 UTC', tags: [tag('banned_artist', '1'), tag('lee', '1')] },
  { id: '4', created_at: '2021-05-01 00:00:00.123456 UTC', tags: [tag('1girl', '0')], is_deleted: true },
];
const POSTS = [
  {
    id: 5,
    created_at: '2023-01-31T19:30:00.000-05:00',
    uploader_id: 4242,
    tag_string_artist: 'kim ann',
    tag_string_meta: 'ai-generated',
  },
  { id: '6', created_at: '2023-03-31T20:00:00.000-04:00', tag_string_artist: 'ann', tag_string_meta: 'ai-assisted x' },
  {
    id: 7,
    created_at: '2022-12-31T23:59:59.999-05:00',
    uploader_id: null,
    tag_string_artist: 'ann',
    tag_string_meta: '',
    file_ext: 'png',
    is_deleted: true,
  },
  { id: 8, created_at: '2023-04-01T00:00:00.000-04:00', tag_string_artist: '', tag_string_meta: 'ai-generated' },
];

const UPLOADERS = 'SELECT DISTINCT upload_id, uploader_id FROM uploads ORDER BY 1';

test('both forms of records give the rows that the parser gives', async () => {
  const uploads = [...RECORDS.flatMap((record) => uploadsFromDump(record)), ...uploadsFromPosts(POSTS, undefined, 'p')];
  expect(uploads).toHaveLength(8);
  const file = written('posts.json', lines([...RECORDS, ...POSTS]));
  expect(await importFrom(file)).toEqual({
    uploadsRead: 8,
    uploadsAdded: 8,
    artists: 3,
    skipped: ['2 posts that name no artist'],
    badRecords: 0,
  });
  const parsed = await Store.open(join(folder.path, 'parsed.duckdb'));
  try {
    const batch = { runId: 'run', artists: artistsOf(uploads, []), reason: null, seenAt: SEEN_AT };
    await parsed.saveImport({ ...batch, uploads, state: 'complete' });
    expect(await store.contentHash()).toBe(await parsed.contentHash());
    expect(await rowsOf(path, UPLOADERS)).toEqual([
      ['1', '12'],
      ...['2', '3'].map((id) => [id, null]),
      ['5', '4242'],
      ...['6', '7'].map((id) => [id, null]),
    ]);
  } finally {
    await parsed.close();
  }
});

test('dates fall into the months that the parser puts them in, and what it refuses is refused', async () => {
  const dates = [
    '2023-01-31T19:30:00.000-05:00',
    '2023-03-31T20:00:00.000-04:00',
    '2022-12-31T23:59:59.999-05:00',
    '2021-01-01 00:00:00 UTC',
    '2020-12-31 23:59:59.99999 UTC',
    '2021-01-31 23:59:59.9 UTC',
    '2008-06-10 03:08:07.34205 UTC',
    '1667260799',
    '1667260800',
    '2023-02-30T00:00:00Z',
    '2023-01-31T24:00:00Z',
    '2023-01-31T25:00:00Z',
    '2023-01-31T20:00:00+99:99',
    '2023-01-31T20:00:00-24:00',
    '2023-01-31T20:00:00+14:00',
    '2023-01-31T20:00:00-0530',
    '2023-01-31T20:00:00',
    '2023-01-31',
    '0000-00-00 00:00:00 UTC',
    '1970-01-01 00:00:00 UTC',
    'yesterday',
    '',
  ];
  const records = dates.map((date, i) => ({ id: `${i + 1}`, created_at: date, tags: [tag('kim', '1')] }));
  const parsed = records.flatMap((record) => {
    try {
      return uploadsFromDump(record).map(({ uploadId, publishedAt }) => [uploadId, publishedAt]);
    } catch {
      return [];
    }
  });
  expect(parsed).toHaveLength(11);
  await importFrom(written('dates.json', lines(records)));
  expect(
    await rowsOf(path, 'SELECT upload_id, epoch_ms(published_at)::DOUBLE FROM uploads ORDER BY upload_id::INTEGER'),
  ).toEqual(parsed);
});

test('a folder of parts, some gzipped, is read in the order of their numbers, in batches of any size', async () => {
  await importFrom(written('whole.json', lines([...RECORDS, ...POSTS])));
  const hash = await store.contentHash();
  const parts = join(folder.path, 'parts');
  mkdirSync(parts);
  writeFileSync(join(parts, 'posts2.json'), lines(POSTS));
  writeFileSync(join(parts, 'posts10.json.gz'), gzipSync(lines(RECORDS.slice(2))));
  writeFileSync(join(parts, 'posts1'), lines(RECORDS.slice(0, 2)).trimEnd());
  writeFileSync(join(parts, 'README.md'), 'about');
  for (const batchBytes of [1, 200, 10_000]) {
    await using other = await Store.open(join(folder.path, `parts-${batchBytes}.duckdb`));
    const result = await importFrom(parts, { store: other, batchBytes });
    expect(result).toMatchObject({
      uploadsAdded: 8,
      skipped: expect.arrayContaining(['README.md: no part of a dump']),
    });
    expect(await other.contentHash()).toBe(hash);
  }
});

test('a second import adds nothing, and crawled rows are not repeated', async () => {
  const uploads = uploadsFromPosts(POSTS.slice(0, 2), undefined, 'p');
  await store.saveImport({
    runId: 'before',
    uploads: uploads.map((upload) => ({ ...upload, label: 'unknown' as const, labelSource: '' })),
    artists: artistsOf(uploads, []),
    state: 'partial',
    reason: 'x',
    seenAt: SEEN_AT,
  });
  const file = written('posts.json', lines(POSTS));
  expect(await importFrom(file)).toMatchObject({ uploadsRead: 4, uploadsAdded: 1 });
  const hash = await store.contentHash();
  expect(await importFrom(file)).toMatchObject({ uploadsRead: 4, uploadsAdded: 0 });
  expect(await store.contentHash()).toBe(hash);
  expect(await rowsOf(path, 'SELECT DISTINCT label FROM uploads ORDER BY 1')).toEqual([['yes'], ['assisted'], ['no']]);
});

test('a work that is stored gets a sighting where the dump says something else of it, a new one needs none', async () => {
  const uploads = uploadsFromPosts(POSTS.slice(0, 2), undefined, 'p');
  const [first, ...others] = uploads;
  await store.saveImport({
    runId: 'before',
    uploads: [{ ...first!, label: 'unknown', labelSource: '' }, ...others],
    artists: artistsOf(uploads, []),
    state: 'partial',
    reason: 'x',
    seenAt: SEEN_AT,
  });
  await importFrom(written('posts.json', lines([...POSTS, ...RECORDS])), { runId: 'dump' });
  expect(
    await rowsOf(path, "SELECT upload_id, artist_id, label::VARCHAR FROM sightings WHERE run_id = 'dump'"),
  ).toEqual([[first!.uploadId, first!.artistId, 'yes']]);
});

test('a dump tells who uploaded a work that is stored, which is no sighting of another kind', async () => {
  const uploads = uploadsFromPosts(POSTS.slice(0, 1), undefined, 'p').map((upload) => ({
    ...upload,
    uploaderId: null,
  }));
  const batch = { artists: artistsOf(uploads, []), state: 'partial', reason: 'x', seenAt: SEEN_AT } as const;
  await store.saveImport({ ...batch, runId: 'before', uploads });
  await importFrom(written('posts.json', lines(POSTS)), { runId: 'dump' });
  expect((await rowsOf(path, UPLOADERS))[0]).toEqual(['5', '4242']);
  expect(await rowsOf(path, "SELECT count(*) FROM sightings WHERE run_id = 'dump'")).toEqual([['0']]);
});

test('an artist who is named twice by one post is stored once', async () => {
  const twice = { ...POSTS[0], tag_string_artist: 'kim kim ann' };
  expect(await importFrom(written('posts.json', lines([twice])))).toMatchObject({ uploadsAdded: 2, artists: 2 });
});

test('a post that stands twice in a dump is stored once', async () => {
  const file = written('posts.json', lines([POSTS[0], POSTS[1], POSTS[0]]));
  expect(await importFrom(file)).toMatchObject({ uploadsAdded: 3 });
  await using other = await Store.open(join(folder.path, 'other.duckdb'));
  expect(await importFrom(file, { store: other, batchBytes: 1 })).toMatchObject({ uploadsAdded: 3, uploadsRead: 5 });
  expect(await other.contentHash()).toBe(await store.contentHash());
});

test('histories are complete up to the month before the last post of the dump, or partial if asked', async () => {
  const file = written('posts.json', lines([...RECORDS, ...POSTS.slice(0, 2)]));
  await importFrom(file, { isPartial: true });
  expect((await store.coverage()).map(({ state, reason }) => [state, reason])).toEqual(
    Array.from({ length: 3 }, () => ['partial', 'a bulk file that is not a whole dump']),
  );
  await importFrom(file);
  expect(await rowsOf(path, 'SELECT artist_id, state, observed_until FROM frontier ORDER BY 1')).toEqual(
    ['ann', 'kim', 'lee'].map((artist) => [artist, 'complete', '2023-04-01 00:00:00']),
  );
});

test('records that cannot be read are named by file and line, the first twenty, and counted', async () => {
  const bad = [
    '{"id":"9","created_at":"2020-01-01 00:00:00 UTC","tags":[{"name":"kim","category":"1"}',
    '',
    '{"id":"0","created_at":"2020-01-01 00:00:00 UTC","tags":[]}',
    '{"id":"9","created_at":"1970-01-01 00:00:00 UTC","tags":[]}',
    '{"id":"9","created_at":"2020-01-01 00:00:00","tags":[]}',
    '{"id":"9","created_at":"2020-02-31 00:00:00 UTC","tags":[]}',
    '{"id":"9","created_at":"2020-01-01 00:00:00 UTC","tags":"kim"}',
    '{"id":"9","created_at":"2020-01-01 00:00:00 UTC","tags":[{"name":"kim"}]}',
    '{"id":"9","created_at":"2020-01-01 00:00:00 UTC","tag_string_artist":"kim"}',
    '{"id":"9","created_at":"2020-01-01 00:00:00 UTC","uploader_id":"kim","tags":[]}',
    '[]',
    ...Array.from({ length: 29 }, () => '{}'),
  ];
  const file = written('posts.json', `${lines(RECORDS)}${bad.join('\n')}\n${lines(POSTS)}`);
  const { skipped, badRecords, uploadsAdded } = await importFrom(file);
  expect(uploadsAdded).toBe(8);
  expect(badRecords).toBe(39);
  const named = skipped.filter((what) => what.startsWith(file)).map((what) => what.slice(file.length + 2));
  expect(named).toHaveLength(20);
  expect(named.slice(0, 9).map((what) => what.replace(/:.*/, ''))).toEqual(
    [5, 7, 8, 9, 10, 11, 12, 13, 14].map((line) => `line ${line}`),
  );
  expect(named[0]).toContain('no JSON');
  expect(named[3]).toContain('created_at: expected a date with its zone');
  expect(skipped).toContain('19 more records that cannot be read');
  expect(await rowsOf(path, 'SELECT state FROM crawl_runs')).toEqual([['partial']]);
});

test('a file of another form fails whole and says where', async () => {
  const file = written('notes.json', '{"hello":"world"}\n{"a":1}\n');
  await expect(importFrom(file)).rejects.toThrow(`${file}: is no dump of posts: line 1: id:`);
  await expect(importFrom(written('empty.json', ''))).rejects.toThrow('holds no record');
  await expect(importFrom(join(folder.path, 'none'))).rejects.toThrow('does not exist');
  expect(await rowsOf(path, 'SELECT count(*) FROM uploads')).toEqual([['0']]);
});

test('a file that is cut short keeps what came before it, and its artists stay partial until it is mended', async () => {
  const text = lines(RECORDS.concat(POSTS as never));
  const cut = written('posts.json', text.slice(0, -30));
  await expect(importFrom(cut, { batchBytes: 300 })).rejects.toThrow(/line 8: is cut short/);
  expect((await store.coverage()).map(({ state, reason }) => [state, reason])[0]).toEqual([
    'partial',
    'an import of a dump has not ended',
  ]);
  const gz = gzipSync(text);
  const cutGz = written('posts.json.gz', gz.subarray(0, gz.length - 20));
  await expect(importFrom(cutGz)).rejects.toThrow(/is cut short or damaged/);
  expect(await importFrom(written('posts.json', text))).toMatchObject({ uploadsRead: 8 });
  expect((await store.coverage()).every(({ state }) => state === 'complete')).toBe(true);
});

test('an import that was stopped goes on after what is stored', async () => {
  const file = written('posts.json.gz', gzipSync(lines([...RECORDS, ...POSTS])));
  const stop = new AbortController();
  const notes: string[] = [];
  const progress = { ...silentProgress, note: (text: string) => notes.push(text) };
  const saveDumpBatch = store.saveDumpBatch.bind(store);
  let batches = 0;
  store.saveDumpBatch = (...step) => {
    if (++batches === 3) stop.abort(new Error('stopped'));
    return saveDumpBatch(...step);
  };
  await expect(importFrom(file, { batchBytes: 1, signal: stop.signal })).rejects.toThrow('stopped');
  const whole = await importFrom(file, { progress });
  expect(notes).toEqual([`${file}: going on after 3 records that are stored`]);
  expect(whole).toMatchObject({ uploadsRead: 8, uploadsAdded: 8, artists: 3 });
  await using other = await Store.open(join(folder.path, 'other.duckdb'));
  await importFrom(file, { store: other });
  expect(await store.contentHash()).toBe(await other.contentHash());
});

describe('tables of posts, tags and their links', () => {
  const TABLES = [
    `CREATE TABLE post AS SELECT * FROM (VALUES
      (5, '2023-01-31T19:30:00.000-05:00', 4242, 0, 'png'),
      (6, '2023-03-31T20:00:00.000-04:00', 0, 3, 'jpg'),
      (7, '2022-12-31T23:59:59.999-05:00', NULL, 1, 'png'),
      (8, '2023-04-01T00:00:00.000-04:00', 7, 2, 'png')
    ) AS rows (id, created_at, uploader_id, rating, file_ext)`,
    `CREATE TABLE tag AS SELECT * FROM (VALUES
      (1, 'kim', 1), (2, 'ann', 1), (3, 'ai-generated', 4), (4, 'ai-assisted', 4), (5, 'x', 4),
      (6, 'a_person', 2), (7, 'a_series', 3), (8, '1girl', 0)
    ) AS rows (id, name, type)`,
    `CREATE TABLE post_tag_relation AS SELECT * FROM (VALUES
      (8, 3), (5, 1), (5, 2), (5, 3), (6, 5), (6, 2), (6, 4), (6, 6), (7, 2), (7, 7), (7, 8)
    ) AS rows (post_id, tag_id)`,
  ];
  const names = ['post', 'tag', 'post_tag_relation'];

  async function duckdbFile(): Promise<string> {
    const file = join(folder.path, 'danbooru2023.duckdb');
    const instance = await DuckDBInstance.create(file);
    const connection = await instance.connect();
    for (const sql of TABLES) await connection.run(sql);
    for (const name of names) await connection.run(`COPY ${name} TO '${join(folder.path, name)}.parquet'`);
    connection.closeSync();
    instance.closeSync();
    return file;
  }

  const rows = () =>
    rowsOf(
      path,
      `SELECT upload_id, artist_id, artist_rank, month::VARCHAR, label::VARCHAR, array_to_string(tags, ' '), kind, uploader_id
      FROM uploads ORDER BY upload_id, artist_rank`,
    );
  const EXPECTED = [
    ['5', 'ann', 0, '2023-02-01', 'yes', 'ai-generated', 'png', '4242'],
    ['5', 'kim', 1, '2023-02-01', 'yes', 'ai-generated', 'png', '4242'],
    ['6', 'ann', 0, '2023-04-01', 'assisted', 'ai-assisted x', 'jpg', null],
    ['7', 'ann', 0, '2023-01-01', 'no', '', 'png', null],
  ];

  test('a DuckDB file gives artists and labels by its own numbers for types', async () => {
    const file = await duckdbFile();
    expect(await importFrom(file, { batchPosts: 3 })).toEqual({
      uploadsRead: 4,
      uploadsAdded: 4,
      artists: 2,
      skipped: ['1 posts that name no artist'],
      badRecords: 0,
    });
    expect(await rows()).toEqual(EXPECTED);
  });

  test('a folder of Parquet tables gives the same', async () => {
    await duckdbFile();
    const parquet = join(folder.path, 'parquet');
    mkdirSync(parquet);
    await rowsOf(
      path,
      names
        .map((name) => `COPY (FROM read_parquet('${folder.path}/${name}.parquet')) TO '${parquet}/${name}.parquet'`)
        .join(';'),
    );
    expect(await importFrom(parquet, { batchPosts: 1 })).toMatchObject({ uploadsAdded: 4, artists: 2 });
    expect(await rows()).toEqual(EXPECTED);
  });

  test('tables of posts without uploaders are read, too', async () => {
    await duckdbFile();
    const parquet = join(folder.path, 'parquet');
    mkdirSync(parquet);
    await rowsOf(
      path,
      names
        .map((name) => {
          const columns = name === 'post' ? '* EXCLUDE uploader_id' : '*';
          const from = `read_parquet('${folder.path}/${name}.parquet')`;
          return `COPY (SELECT ${columns} FROM ${from}) TO '${parquet}/${name}.parquet'`;
        })
        .join(';'),
    );
    expect(await importFrom(parquet)).toMatchObject({ uploadsAdded: 4 });
    expect(await rows()).toEqual(EXPECTED.map((row) => [...row.slice(0, -1), null]));
  });

  test('a table that is missing is named with the columns it should have', async () => {
    const parquet = join(folder.path, 'parquet');
    mkdirSync(parquet);
    await rowsOf(path, `COPY (SELECT 1 AS id, 'x' AS created_at, 0 AS rating) TO '${parquet}/post.parquet'`);
    await expect(importFrom(parquet)).rejects.toThrow(
      'has no table of the links between posts and tags with the columns post_id or post, tag_id or tag; found post.parquet (id, created_at, rating)',
    );
    writeFileSync(join(parquet, 'post.parquet'), 'PAR1nothing');
    await expect(importFrom(parquet)).rejects.toThrow('is no whole Parquet file');
    await expect(importFrom(written('x.duckdb', 'nothing'))).rejects.toThrow('is no DuckDB file');
  });
});
