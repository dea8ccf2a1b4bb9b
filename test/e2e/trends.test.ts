import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { monthFromText, textFromMonth } from '../../src/core/month.ts';
import { createRng } from '../../src/core/rng.ts';
import { rowsOf } from '../integration/store/sql.ts';
import { simulateWorlds } from '../support/activity.ts';
import { emptyFolder, tidemark } from '../support/cli.ts';

/** Two invented sites in which nothing happens, as a table of works, and artists by month for the reader of the test. */
const WORLDS = ['reef', 'shoal'].map((site) => ({
  site,
  entryPerMonth: 2,
  exitHazard: 0.03,
  activity: 0.6,
  from: monthFromText('2015-01'),
  to: monthFromText('2023-11'),
}));

let cwd: string;
beforeAll(async () => {
  cwd = emptyFolder();
  const { sites, artistSite, artist, month } = simulateWorlds(WORLDS, createRng('trends'));
  const works = Array.from(artist, (who, i) => {
    const day = `${textFromMonth(month[i]!)}-${String(1 + (i % 28)).padStart(2, '0')}`;
    return `${sites[artistSite[who]!]},artist${who},w${i},${day}`;
  });
  writeFileSync(join(cwd, 'works.csv'), ['project,who,work,date', ...works, ''].join('\n'));
  const map = 'site=project,artist=who,upload_id=work,published_at=date';
  expect((await tidemark(['import', 'table', 'works.csv', '--map', map], { cwd })).code).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

interface Provenance {
  readonly queries: Readonly<
    Record<string, { readonly sql: readonly string[]; readonly rows: number; readonly sha256: string }>
  >;
  readonly tables: Readonly<
    Record<
      string,
      { readonly file: string; readonly rows: number; readonly sha256: string; readonly queries: readonly string[] }
    >
  >;
  readonly files: Readonly<Record<string, string>>;
}

/** Every file that the record names is there and has its hash, and every query a table names is in it. */
function expectTraced(folder: string): Provenance {
  const record = JSON.parse(readFileSync(join(folder, 'provenance.json'), 'utf8')) as Provenance; // what the program wrote
  const hashOf = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  for (const [name, { file, sha256, queries }] of Object.entries(record.tables)) {
    expect(hashOf(file), name).toBe(sha256);
    for (const query of queries) expect(record.queries, name).toHaveProperty(query);
  }
  for (const [query, file] of Object.entries(record.files)) expect(hashOf(file)).toBe(record.queries[query]!.sha256);
  return record;
}

test('analyze prints trends, events, careers and rates, and writes their tables with what they come from', async () => {
  const { code, stdout, stderr } = await tidemark(['analyze', '--draws', '200', '--out', 'analysis'], { cwd });
  expect(stderr).toBe('');
  expect(code).toBe(0);
  for (const words of ['reef uploads', 'least possible', 'log-rank', '2022-08 (real)', 'Against earlier artists']) {
    expect(stdout).toContain(words);
  }
  expect(stdout).not.toMatch(/NaN|undefined|null/);
  const folder = join(cwd, 'analysis');
  const names = ['trends', 'change_points', 'interrupted', 'placebo_events', 'careers', 'rate_ratios'];
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(names.map((name) => `${name}.csv`)));
  for (const name of names) expect(readFileSync(join(folder, `${name}.csv`), 'utf8')).not.toMatch(/NaN|Infinity/);
  expect(expectTraced(folder).tables.trends).toMatchObject({ rows: 6, queries: ['artist_months'] });
});

test('the uploads of each site and month in the figures are the sums of the artist-months beside them', async () => {
  expect((await tidemark(['report', '--draws', '100', '--out', 'reports'], { cwd })).code).toBe(0);
  const folder = join(cwd, 'reports', readdirSync(join(cwd, 'reports'))[0]!);
  expectTraced(folder);
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  for (const words of ['Trends of the series', 'How long artists stay', 'tables/exclusions.csv']) {
    expect(page).toContain(words);
  }
  const tables = join(folder, 'tables');
  const [mismatches] = await rowsOf(
    ':memory:',
    `SELECT count(*), count_if(summed IS NOT DISTINCT FROM value)
    FROM (
      SELECT site, month, value::INTEGER AS value
      FROM read_csv('${join(tables, 'series.csv')}')
      WHERE measure = 'uploads' AND cohort = 'all'
    ) LEFT JOIN (
      SELECT site, month, sum(uploads)::INTEGER AS summed
      FROM '${join(tables, 'artist_months.parquet')}'
      WHERE is_in_series
      GROUP BY site, month
    ) USING (site, month)`,
  );
  expect(mismatches).toEqual(['68', '68']);
});
