import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { emptyFolder, type Finished, tidemark } from '../support/cli.ts';
import { exported } from '../support/exports.ts';
import { configure, FREE_PORTS } from '../support/sandbox.ts';

const HOLD_OPEN = resolve(import.meta.dirname, '../integration/store/hold-open.ts');
const MAP = ['--map', 'site=@made-up,artist=by,upload_id=id,published_at=date'];
const CSV = `id,by,date\n${Array.from({ length: 5000 }, (_, i) => `work-${i},artist-${i % 7},2021-0${1 + (i % 9)}-01`).join('\n')}\n`;

function expectClean({ code, stderr }: Finished, wanted: number, message: RegExp): void {
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/fault in Tidemark|\n {4}at /);
  expect(code).toBe(wanted);
}

test('an unknown site is wrong usage, and the sites there are get named', async () => {
  const cwd = emptyFolder();
  const ended = await tidemark(['crawl', 'pixiv', '--artist', 'someone'], { cwd });
  expectClean(ended, 2, /"pixiv".*artstation, deviantart, danbooru/);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test('an unreadable tidemark.toml is named with line and column', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'tidemark.toml'), '[sites.danbooru]\nbase_url = http://localhost\n');
  expectClean(await tidemark(['crawl', 'danbooru', '--artist', 'a'], { cwd }), 1, /tidemark\.toml: line 2, column \d+/);
});

test('a data directory that is a file is named in the words of the system', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'taken'), '');
  const plan = resolve(import.meta.dirname, '../../plans/gaussian-replace.toml');
  const ended = await tidemark(['loop', 'run', plan, '--data-dir', 'taken'], { cwd });
  expectClean(ended, 1, /the system refused: .*taken/);
});

test('a wrong key of tidemark.toml is named', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'mine.toml'), '[sites.danbooru]\nrequests_per_second = "fast"\n');
  const ended = await tidemark(['crawl', 'danbooru', '--artist', 'a', '--config', 'mine.toml'], { cwd });
  expectClean(ended, 1, /mine\.toml: line 2: sites\.danbooru\.requests_per_second: .*number/);
});

test('a site outside this machine is not asked unless it was switched on', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'tidemark.toml'), '[sites.danbooru]\nbase_url = "https://example.invalid"\n');
  expectClean(await tidemark(['crawl', 'danbooru', '--artist', 'a'], { cwd }), 2, /sites\.danbooru\.live = true/);
});

test('a store of invented histories takes no live ones', async () => {
  const cwd = emptyFolder();
  await using sandbox = await startSandbox({ artistsPerSite: 5, ports: FREE_PORTS });
  configure(cwd, sandbox);
  expect((await tidemark(['crawl', 'danbooru', '--artist', 'edge-n1'], { cwd })).code).toBe(0);
  writeFileSync(
    join(cwd, 'tidemark.toml'),
    '[sites.danbooru]\nbase_url = "https://example.invalid"\nlive = true\ncontact = "me@example.org"\n',
  );
  const ended = await tidemark(['crawl', 'danbooru', '--artist', 'edge-n1'], { cwd });
  expectClean(ended, 1, /stand-in.*example\.invalid.*--data-dir/);
});

test('a site that does not answer is named', { timeout: 60_000 }, async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'tidemark.toml'), '[sites.danbooru]\nbase_url = "http://127.0.0.1:9"\n');
  expectClean(await tidemark(['crawl', 'danbooru', '--artist', 'a'], { cwd }), 1, /127\.0\.0\.1:9/);
});

test('an import file cut short stores nothing, and the whole file can be imported afterwards', async () => {
  const cwd = emptyFolder();
  const whole = gzipSync(CSV);
  writeFileSync(join(cwd, 'works.csv.gz'), whole.subarray(0, whole.length - 200));
  expectClean(
    await tidemark(['import', 'table', 'works.csv.gz', ...MAP], { cwd }),
    1,
    /works\.csv\.gz.*(cut short|damaged)/,
  );
  expect(await exported('uploads', { cwd })).toEqual([]);
  writeFileSync(join(cwd, 'works.csv.gz'), whole);
  expect((await tidemark(['import', 'table', 'works.csv.gz', ...MAP], { cwd })).code).toBe(0);
  expect(await exported('uploads', { cwd })).toHaveLength(5000);
});

test('a date that is none is named by file, row and column, and nothing is stored', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'works.csv'), CSV.replace('work-41,artist-6,2021-06-01', 'work-41,artist-6,yesterday'));
  expectClean(
    await tidemark(['import', 'table', 'works.csv', ...MAP], { cwd }),
    1,
    /works\.csv: row 42 after the header, column date: .*yesterday/,
  );
  expect(await exported('uploads', { cwd })).toEqual([]);
});

test('a column that is not there is named', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'works.csv'), CSV);
  const map = ['--map', 'site=@made-up,artist=author,upload_id=id,published_at=date'];
  expectClean(await tidemark(['import', 'table', 'works.csv', ...map], { cwd }), 1, /works\.csv: has no column author/);
});

test('a database made by a newer version is refused and left as it was', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'works.csv'), CSV);
  expect((await tidemark(['import', 'table', 'works.csv', ...MAP], { cwd })).code).toBe(0);
  const file = join(cwd, 'data/tidemark.duckdb');
  const newer = `const { DuckDBInstance } = await import('@duckdb/node-api');
    const db = await (await DuckDBInstance.create(${JSON.stringify(file)})).connect();
    await db.run("INSERT INTO schema_versions VALUES (99, '0099-later.sql')");
    db.closeSync();`;
  await once(spawn(process.execPath, ['--input-type=module', '-e', newer], { stdio: 'inherit' }), 'close');
  const before = readFileSync(file);
  expectClean(await tidemark(['analyze'], { cwd }), 1, /tidemark\.duckdb.*99.*newer/);
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('a data folder in use names the process that has it', async () => {
  const cwd = emptyFolder();
  const holder = spawn(process.execPath, [HOLD_OPEN, join(cwd, 'data/tidemark.duckdb')]);
  try {
    await once(holder.stdout, 'data');
    expectClean(await tidemark(['analyze'], { cwd }), 1, new RegExp(`tidemark\\.duckdb.*${holder.pid}`));
  } finally {
    holder.kill();
  }
});

test('a folder where nothing was stored says what to do first', async () => {
  expectClean(await tidemark(['analyze'], { cwd: emptyFolder() }), 1, /tidemark\.duckdb.*(crawl|import)/);
});

test('a plan with a wrong value names file and key', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'plan.toml'), 'kind = "theory"\nmodel = "gaussian"\npolicy = "hope"\n');
  expectClean(await tidemark(['loop', 'run', 'plan.toml'], { cwd }), 1, /plan\.toml: line 3: policy/);
  expectClean(await tidemark(['loop', 'run', 'absent.toml'], { cwd }), 1, /absent\.toml/);
});

test('an export into a folder that is not there leaves nothing', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'works.csv'), CSV);
  await tidemark(['import', 'table', 'works.csv', ...MAP], { cwd });
  expectClean(await tidemark(['export', 'uploads', '--out', 'no/such/uploads.csv'], { cwd }), 1, /no\/such/);
});

test('a data folder that is a file is named', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'taken'), '');
  const ended = await tidemark(['import', 'recorded', '.', '--data-dir', 'taken'], { cwd });
  expectClean(ended, 1, /taken: cannot be a data folder/);
});

test('a port that is taken is named', async () => {
  await using sandbox = await startSandbox({ artistsPerSite: 5, ports: FREE_PORTS });
  const { port } = new URL(sandbox.baseUrls.artstation);
  const ended = await tidemark(['sandbox', '--port', port, '--artists', '5'], { cwd: emptyFolder() });
  expectClean(ended, 1, new RegExp(`port ${port} is taken.*--port`));
});

test('a gallery-dl dump that ends with an error says so and is done in part', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'dump.json'), '[[-1, {"error": "HttpError", "message": "500"}]]');
  const { code, stdout } = await tidemark(['import', 'gallery-dl', 'dump.json'], { cwd });
  expect(stdout).toMatch(/gallery-dl stopped early: .*HttpError/);
  expect(code).toBe(1);
});

test('a bad plan leaves no store behind', async () => {
  const cwd = emptyFolder();
  writeFileSync(join(cwd, 'plan.toml'), 'kind = "hope"\n');
  expectClean(await tidemark(['loop', 'run', 'plan.toml'], { cwd }), 1, /plan\.toml: line 1: kind/);
  expect(existsSync(join(cwd, 'data'))).toBe(false);
});

test('a table whose late rows have a column the first ones lack can be imported by that column', async () => {
  const cwd = emptyFolder();
  const row = (i: number) => ({ id: `w${i}`, by: 'a', date: '2021-02-03', ...(i > 25_000 ? { label: 'yes' } : {}) });
  const lines = Array.from({ length: 25_002 }, (_, i) => JSON.stringify(row(i)));
  writeFileSync(join(cwd, 'works.jsonl'), `${lines.join('\n')}\n`);
  const ended = await tidemark(['import', 'table', 'works.jsonl', '--map', `${MAP[1]},label=label`], { cwd });
  expect(ended.code).toBe(0);
  const uploads = await exported('uploads', { cwd });
  expect(uploads.filter(({ label }) => label === 'yes')).toHaveLength(1);
});
