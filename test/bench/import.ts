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
import { plainTable } from './plain-table.ts';

/**
 * Imports invented posts, by default five million, and prints how its speed compares with DuckDB alone storing the same
 * files in one statement, by the clock and by processor time (which other programs disturb less), and how much memory
 * the process held at the `--rss`-th record and at the last.
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '5000000' },
    artists: { type: 'string', default: '60000' },
    folder: { type: 'string', default: '/tmp/tidemark-bench-import' },
    form: { type: 'string', default: 'jsonl' },
    rss: { type: 'string', default: '500000' },
    batchMb: { type: 'string', default: '256' },
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

/** DuckDB alone, in one statement: reads the columns an import needs, drops ids that stand twice, stores the rows. */
const bareRead = (posts: string) => `
INSERT INTO plain
SELECT
  'danbooru', id, unnest(artists), generate_subscripts(artists, 1) - 1, published_at, date_trunc('month', published_at),
  created_at, 'created_at', '', file_ext, 'https://danbooru.donmai.us/posts/' || id, tags,
  CASE WHEN list_contains(tags, 'ai-generated') THEN 'yes' ELSE 'no' END, 'danbooru:tags', 'none',
  TIMESTAMP '2026-01-01', NULL, nullif(uploader_id, '0')
FROM (
  SELECT *, created_at::${isTables ? 'TIMESTAMPTZ' : 'TIMESTAMP'}::TIMESTAMP AS published_at
  FROM (${posts})
  QUALIFY row_number() OVER (PARTITION BY id) = 1
)`;
const tagsOf = (category: string) =>
  `list_transform(list_filter(tags, LAMBDA tag: tag.category = '${category}'), LAMBDA tag: tag.name)`;
const BARE_JSON = `
SELECT id, created_at, uploader_id, file_ext, ${tagsOf('1')} AS artists, ${tagsOf('5')} AS tags
FROM read_json('${source}', format = 'newline_delimited',
  columns = {id: 'VARCHAR', created_at: 'VARCHAR', uploader_id: 'VARCHAR', file_ext: 'VARCHAR',
    tags: 'STRUCT(name VARCHAR, category VARCHAR)[]'})`;
const BARE_TABLES = `
SELECT
  post.id::VARCHAR AS id,
  any_value(post.created_at) AS created_at,
  any_value(post.uploader_id)::VARCHAR AS uploader_id,
  any_value(post.file_ext) AS file_ext,
  list(tag.name) FILTER (tag.type = 1) AS artists,
  list(tag.name) FILTER (tag.type = 4) AS tags
FROM read_parquet('${source}/post.parquet') AS post
JOIN read_parquet('${source}/post_tag_relation.parquet') AS link ON link.post_id = post.id
JOIN read_parquet('${source}/tag.parquet') AS tag ON tag.id = link.tag_id
GROUP BY post.id`;

function secondsSince(start: number): number {
  return Math.round((performance.now() - start) / 100) / 10;
}

/** Of user and system together, by all threads of this process since its start. */
function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function bareSeconds(): Promise<number> {
  const connection = await connect(await openInstance(join(dataDir, 'bare.duckdb')));
  await connection.run(`SET memory_limit = '${MEMORY_LIMIT}'`);
  await connection.run(plainTable('VARCHAR'));
  const start = performance.now();
  await connection.run(bareRead(isTables ? BARE_TABLES : BARE_JSON));
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
const importProcessor = processorSeconds();
const bare = await bareSeconds();
const bareProcessor = processorSeconds() - importProcessor;
console.log(
  JSON.stringify({
    form: values.form,
    records,
    uploadsAdded: result.uploadsAdded,
    importSeconds: seconds,
    bareReadSeconds: bare,
    speedOfBareRead: Number((bare / seconds).toFixed(3)),
    importProcessorSeconds: Number(importProcessor.toFixed(1)),
    bareProcessorSeconds: Number(bareProcessor.toFixed(1)),
    processorSpeedOfBareRead: Number((bareProcessor / importProcessor).toFixed(3)),
    residentMbAt: { [rssFrom]: earlyMb, [records]: lastMb },
    residentMbPeak: peakMb,
  }),
);
