import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { monthFromText } from '../../../src/core/month.ts';
import { mappingFromText } from '../../../src/jobs/import-mapping.ts';
import { importTable } from '../../../src/jobs/import-table.ts';
import { Store } from '../../../src/store/store.ts';
import { rowsOf } from '../store/sql.ts';
import { temporaryFolder } from '../store/temporary.ts';

const clock: Clock = { now: () => Date.UTC(2026, 0, 1), sleepUntil: () => Promise.resolve() };
const mapping = mappingFromText('site=project,artist=who,upload_id=work,published_at=date');

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

function importFile(name: string, content: string | Buffer, map = mapping) {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return importTable({ store, clock, runId: `run-${runs++}`, file, mapping: map });
}

const published = () =>
  rowsOf(path, "SELECT strftime(published_at, '%Y-%m-%dT%H:%M:%S.%gZ') FROM uploads ORDER BY upload_id").then((rows) =>
    rows.map(([text]) => text),
  );

const CSV = 'project,who,work,date\nblog,kim,1,2021-01-31\nblog,kim,2,2021-02-01\nblog,lee,3,2021-03-05\n';
const JSONL =
  '{"project":"blog","who":"kim","work":1,"date":1612137599}\n{"project":"blog","who":"lee","work":"2","date":"2021-01-31"}\n';

test('a second import of a table adds nothing', async () => {
  expect(await importFile('t.csv', CSV)).toEqual({ uploadsRead: 3, uploadsAdded: 3, artists: 2, skipped: [] });
  const hash = await store.contentHash();
  expect(await importFile('t.csv', CSV)).toMatchObject({ uploadsAdded: 0, artists: 2 });
  expect(await store.contentHash()).toBe(hash);
  expect(await store.coverage()).toMatchObject([
    { site: 'blog', artist: 'kim', state: 'complete', reason: null, uploads: 2 },
    { site: 'blog', artist: 'lee', state: 'complete', reason: null, uploads: 1 },
  ]);
});

test('an imported history is known up to the month before the last upload of its site', async () => {
  await importFile('t.csv', CSV);
  await importFile('u.csv', 'project,who,work,date\nzine,ann,1,2019-07-01\n');
  const { artistNames, lastFullMonth } = await store.activity();
  expect(artistNames).toEqual(['kim', 'lee', 'ann']);
  expect([...lastFullMonth]).toEqual(['2021-02', '2021-02', '2019-06'].map(monthFromText));
});

test('dates are read with their zone; without one they are UTC', async () => {
  const dates = [
    '2021-01-31',
    '2021-01-31T23:59:59Z',
    '2021-01-31T23:59:59.123456-05:00',
    '2021-01-31 23:59:59+0530',
    '2008-06-10 03:08:07.34205 UTC',
    '2021-01-31 23:59',
    '1612137599',
    '1612137599.25',
  ];
  await importFile('t.csv', `project,who,work,date\n${dates.map((date, i) => `s,a,${i},${date}\n`).join('')}`);
  expect(await published()).toEqual([
    '2021-01-31T00:00:00.000Z',
    '2021-01-31T23:59:59.000Z',
    '2021-02-01T04:59:59.123Z',
    '2021-01-31T18:29:59.000Z',
    '2008-06-10T03:08:07.342Z',
    '2021-01-31T23:59:00.000Z',
    '2021-01-31T23:59:59.000Z',
    '2021-01-31T23:59:59.250Z',
  ]);
});

test('gzip is known by its content, whatever the name', async () => {
  expect(await importFile('t.csv', gzipSync(CSV))).toMatchObject({ uploadsAdded: 3 });
  expect(await importFile('t.json', gzipSync(JSONL))).toMatchObject({ uploadsRead: 2, uploadsAdded: 1 });
});

test('JSONL may hold numbers and text', async () => {
  await importFile('t.jsonl', JSONL);
  expect(await published()).toEqual(['2021-01-31T23:59:59.000Z', '2021-01-31T00:00:00.000Z']);
});

test('Parquet is read by its own types', async () => {
  const file = join(folder.path, 't.parquet');
  await rowsOf(
    ':memory:',
    `COPY (SELECT 'blog' AS project, 'kim' AS who, 7 AS work, TIMESTAMPTZ '2021-01-31 23:00:00-05' AS date, ['a', 'b,c'] AS k)
    TO '${file}' (FORMAT parquet)`,
  );
  await importTable({ store, clock, runId: 'p', file, mapping: { ...mapping, tags: 'k' } });
  expect(await published()).toEqual(['2021-02-01T04:00:00.000Z']);
  expect(await rowsOf(path, 'SELECT upload_id, tags FROM uploads')).toEqual([['7', ['a', 'b,c']]]);
});

test('the site may be one name; titles, tags and labels come along', async () => {
  const map = mappingFromText('site=@my site,artist=who,upload_id=work,published_at=date,title=t,tags=k,label=ai');
  const rows = ['kim;1;2021-01-31;"Fog; and ""rain""";a, b;Yes', 'kim;2;2021-01-31;;["x","y,z"];'];
  await importFile('t.csv', `who;work;date;t;k;ai\r\n${rows.join('\r\n')}\r\n`, map);
  expect(await rowsOf(path, 'SELECT site, title, tags, label, label_source FROM uploads ORDER BY upload_id')).toEqual([
    ['my site', 'Fog; and "rain"', ['a', 'b'], 'yes', 'import:label'],
    ['my site', '', ['x', 'y,z'], 'unknown', ''],
  ]);
});

test('works of a known site stand under the label rule of their day', async () => {
  const map = mappingFromText('site=@deviantart,artist=who,upload_id=work,published_at=date');
  await importFile('t.csv', 'who,work,date\nkim,1,2023-06-11T23:59:59Z\nkim,2,2023-06-12\n', map);
  expect(await rowsOf(path, 'SELECT label_regime FROM uploads ORDER BY upload_id')).toEqual([
    ['none'],
    ['deviantart-mandatory'],
  ]);
});

const GZIP = gzipSync(CSV);
test.each([
  [
    'a date that is none',
    't.csv',
    'project,who,work,date\nb,k,1,2021-01-31\nb,k,2,soon\n',
    /row 2 after the header, column date: .*"soon"/,
  ],
  ['a day that is none', 't.csv', 'project,who,work,date\nb,k,1,2021-02-31\n', /column date: .*"2021-02-31"/],
  [
    'an empty artist',
    't.csv',
    'project,who,work,date\nb,k,1,2021-01-31\nb,,2,2021-01-31\n',
    /row 2 .*column who: expected an artist/,
  ],
  ['an artist of blanks', 't.jsonl', '{"project":"b","who":" ","work":1,"date":"2021-01-31"}\n', /row 1, column who/],
  [
    'a column that is not there',
    't.csv',
    'project,name,work,date\nb,k,1,2021-01-31\n',
    /no column who; it has project, name, work, date/,
  ],
  ['a key that is nowhere', 't.jsonl', '{"project":"b","work":1,"date":"2021-01-31"}\n', /no column who/],
  ['a line cut short', 't.csv', `${CSV}blog,kim,9`, /line 5: expected 4 columns, got 3/],
  ['a date cut short', 't.csv', `${CSV}blog,kim,9,2021-0`, /row 4 .*"2021-0"/],
  ['a quote that does not end', 't.csv', `${CSV}blog,"kim,9,2021-01-01\n`, /line 5: .*unterminated quote/i],
  ['text that is not UTF-8', 't.csv', Buffer.from(`${CSV}blog,k\xff,9,2021-01-01\n`, 'latin1'), /line 5: .*unicode/i],
  ['JSON cut short', 't.jsonl', JSONL.slice(0, -12), /cut short or damaged/],
  ['a gzip cut short', 't.csv.gz', GZIP.subarray(0, GZIP.length - 9), /cut short or damaged/],
  ['a gzip that lacks its last bytes alone', 't.csv.gz', GZIP.subarray(0, GZIP.length - 2), /cut short or damaged/],
  ['a Parquet cut short', 't.parquet', 'PAR1 and no more', /cut short or damaged/],
  ['an empty file', 't.csv', '', /is empty/],
])('%s is named, and nothing is stored', async (_, name, content, message) => {
  const failure = importFile(name, content);
  await expect(failure).rejects.toMatchObject({ code: 'INPUT_INVALID', file: join(folder.path, name) });
  await expect(failure).rejects.toThrow(message);
  expect(await store.coverage()).toEqual([]);
  expect(await rowsOf(path, 'SELECT (SELECT count(*) FROM artists), (SELECT count(*) FROM uploads)')).toEqual([
    ['0', '0'],
  ]);
});

test('a file that is not there is named', async () => {
  const file = join(folder.path, 'none.csv');
  await expect(importTable({ store, clock, runId: 'x', file, mapping })).rejects.toMatchObject({ file });
});

test('an import that fails is on record', async () => {
  await expect(importFile('t.csv', 'project\n')).rejects.toThrow();
  expect(await rowsOf(path, 'SELECT kind, state FROM crawl_runs')).toEqual([['import', 'failed']]);
});

test('a label that is none is named', async () => {
  const map = { ...mapping, label: 'ai' };
  const rows = 'b,k,1,2021-01-31,\nb,k,2,2021-01-31,yes\nb,k,3,2021-01-31,maybe\n';
  await expect(importFile('t.csv', `project,who,work,date,ai\n${rows}`, map)).rejects.toThrow(
    /row 3 after the header, column ai: expected yes, assisted, no or unknown, got "maybe"/,
  );
});

test('labels are read in any case, with blanks around them; an empty one is unknown', async () => {
  const labels = ['yes', ' NO ', 'Assisted', 'unknown', '', ' '];
  const rows = labels.map((ai, work) => JSON.stringify({ project: 'b', who: 'k', work, date: '2021-01-31', ai }));
  await importFile('t.jsonl', rows.join('\n'), { ...mapping, label: 'ai' });
  expect(await rowsOf(path, 'SELECT label, label_source FROM uploads ORDER BY upload_id')).toEqual([
    ['yes', 'import:label'],
    ['no', 'import:label'],
    ['assisted', 'import:label'],
    ['unknown', 'import:label'],
    ['unknown', ''],
    ['unknown', ''],
  ]);
});

test('of rows that stand twice the first is stored', async () => {
  const map = { ...mapping, title: 't' };
  const rows = 'b,k,1,2021-01-31,first\nb,k,1,2021-02-28,second\nb,l,1,2021-01-31,another artist\n';
  expect(await importFile('t.csv', `project,who,work,date,t\n${rows}`, map)).toMatchObject({
    uploadsRead: 3,
    uploadsAdded: 2,
  });
  expect(await rowsOf(path, 'SELECT title FROM uploads ORDER BY artist_id')).toEqual([['first'], ['another artist']]);
});

test('what a table says anew of a stored upload is stored and sighted; its date stays', async () => {
  const map = { ...mapping, label: 'ai' };
  await importFile('t.csv', CSV);
  await importFile('u.jsonl', '{"project":"blog","who":"kim","work":1,"date":"2020-01-01","ai":"Yes"}\n', map);
  expect(await rowsOf(path, "SELECT label, month::VARCHAR FROM uploads WHERE upload_id = '1'")).toEqual([
    ['yes', '2021-01-01'],
  ]);
  expect(await rowsOf(path, 'SELECT run_id, upload_id, label FROM sightings')).toEqual([
    [`run-${runs - 1}`, '1', 'yes'],
  ]);
});

test('a mapped key that no row of JSONL has is named, one that is empty is not', async () => {
  const map = { ...mapping, title: 't' };
  await expect(importFile('t.jsonl', JSONL, map)).rejects.toThrow(/no column t; it has project, who, work, date/);
  await importFile('t.jsonl', JSONL.replaceAll('}', ',"t":""}'), map);
  expect(await rowsOf(path, 'SELECT DISTINCT title FROM uploads')).toEqual([['']]);
});

test('blanks around a text are taken off, other spaces than ASCII too', async () => {
  await importFile('t.csv', 'project,who,work,date\n b , Zoë\u3000,\u00a01, 2021-01-31T23:59:59.123Z \n');
  expect(await rowsOf(path, 'SELECT site, artist_id, upload_id FROM uploads')).toEqual([['b', 'Zoë', '1']]);
});

test.each(['-021-01-31T23:59:59.123Z', '2021-01-31T24:00:00.000Z', '2021-01-31T 3:59:59.123Z'])(
  '%s is no date',
  async (date) => {
    await expect(importFile('t.csv', `project,who,work,date\nb,k,1,${date}\n`)).rejects.toThrow(/row 1 .*column date/);
  },
);

test('an import does not undo a crawl', async () => {
  const artist = { site: 'blog', artistId: 'kim', name: 'kim', followers: 9, followersKind: null, worksClaimed: 5 };
  await store.addArtists([artist], 0);
  const place = { state: 'partial', cursor: 'p2', reason: 'cut' } as const;
  await store.saveStep({ runId: 'c', site: 'blog', artistId: 'kim', uploads: [], hidden: 0, seenAt: 0, ...place });
  await importFile('t.csv', CSV);
  expect(await store.frontier('blog')).toMatchObject([
    { artistId: 'kim', ...place },
    { artistId: 'lee', state: 'complete' },
  ]);
});
