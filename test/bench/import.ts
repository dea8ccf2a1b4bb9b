import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../../src/core/clock.ts';
import { silentProgress } from '../../src/core/progress.ts';
import { importDump } from '../../src/jobs/import-dump.ts';
import { connect, openInstance } from '../../src/store/connection.ts';
import { Store } from '../../src/store/store.ts';
import { writeDumpRecords } from './dump-records.ts';
import { writeDumpTables } from './dump-tables.ts';

/**
 * Imports invented posts, by default five million, and prints how its speed compares with DuckDB reading the same files
 * without storing anything, and how much memory the process held at the `--rss`-th record and at the last.
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '5000000' },
    artists: { type: 'string', default: '60000' },
    folder: { type: 'string', default: '/tmp/tidemark-bench-import' },
    form: { type: 'string', default: 'jsonl' },
    rss: { type: 'string', default: '500000' },
    batchMb: { type: 'string', default: '128' },
  },
});
const records = Number(values.records);
const rssFrom = Number(values.rss);
const isTables = values.form === 'parquet';
const source = join(values.folder, isTables ? `tables-${records}` : `posts-${records}.json.gz`);
const MEMORY_LIMIT = '512MB';

mkdirSync(values.folder, { recursive: true });
if (!existsSync(source)) {
  console.error(`writing ${source}`);
  if (isTables) await writeDumpTables(source, records, Number(values.artists));
  else await writeDumpRecords(source, records, Number(values.artists));
}

/** The columns that an import needs, read by DuckDB alone and not stored. */
const BARE_JSON = `
SELECT count(id), count(created_at), count(file_ext), sum(len(tags))
FROM read_json('${source}', format = 'newline_delimited',
  columns = {id: 'VARCHAR', created_at: 'VARCHAR', file_ext: 'VARCHAR', tags: 'STRUCT(name VARCHAR, category VARCHAR)[]'})`;
const BARE_TABLES = `
SELECT count(post.id), count(post.created_at), count(tag.name)
FROM read_parquet('${source}/post.parquet') AS post
JOIN read_parquet('${source}/post_tag_relation.parquet') AS link ON link.post_id = post.id
JOIN read_parquet('${source}/tag.parquet') AS tag ON tag.id = link.tag_id`;

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}

async function bareSeconds(): Promise<number> {
  const connection = await connect(await openInstance(':memory:'));
  await connection.run(`SET memory_limit = '${MEMORY_LIMIT}'`);
  const start = performance.now();
  await connection.runAndReadAll(isTables ? BARE_TABLES : BARE_JSON);
  const seconds = secondsSince(start);
  connection.closeSync();
  return seconds;
}

const dataDir = join(values.folder, 'data');
rmSync(dataDir, { recursive: true, force: true });
const path = join(dataDir, 'tidemark.duckdb');
const residentMb = () => Math.round(process.memoryUsage.rss() / 2 ** 20);
let earlyMb: number | undefined;
let peakMb = 0;
const start = performance.now();
const store = await Store.open(path);
const limit = await connect(await openInstance(path));
await limit.run(`SET memory_limit = '${MEMORY_LIMIT}'`);
limit.closeSync();
const save = store.saveDumpBatch.bind(store);
store.saveDumpBatch = async (...step) => {
  const done = await save(...step);
  if (done.records >= rssFrom) earlyMb ??= residentMb();
  console.error(`${done.records} records, ${residentMb()} MB resident, ${secondsSince(start)} s`);
  peakMb = Math.max(peakMb, residentMb());
  return done;
};
const result = await importDump({
  store,
  clock: systemClock,
  progress: silentProgress,
  signal: new AbortController().signal,
  runId: 'bench',
  file: source,
  isPartial: false,
  scratch: join(dataDir, 'scratch'),
  batchBytes: Number(values.batchMb) * 2 ** 20,
});
const seconds = secondsSince(start);
const lastMb = residentMb();
await store.close();
const bare = await bareSeconds();
console.log(
  JSON.stringify({
    form: values.form,
    records,
    uploadsAdded: result.uploadsAdded,
    importSeconds: seconds,
    bareReadSeconds: bare,
    speedOfBareRead: Number((bare / seconds).toFixed(3)),
    cpuSeconds: Number((process.cpuUsage().user / 1e6).toFixed(1)),
    residentMbAt: { [rssFrom]: earlyMb, [records]: lastMb },
    residentMbPeak: peakMb,
  }),
);
