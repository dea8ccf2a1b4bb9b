import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { monthFromText } from '../../src/core/month.ts';
import { arrowFromColumns } from '../../src/store/arrow.ts';
import { fillNumbers, selectColumns } from '../../src/store/columns.ts';
import { connect, openInstance } from '../../src/store/connection.ts';
import { MONTH_NUMBER } from '../../src/store/month-number.ts';
import { Store } from '../../src/store/store.ts';
import { tableImports } from './table-imports.ts';
import { makeUploads, SITES } from './uploads.ts';

/**
 * What the store and the analysis take for ten million uploads, beside the least work that could do it. All from one
 * run: the steps take turns, and each figure is the best of its rounds, because other programs only ever add time.
 */
const { values } = parseArgs({
  options: {
    uploads: { type: 'string', default: '10000000' },
    artists: { type: 'string', default: '300000' },
    rounds: { type: 'string', default: '7' },
    draws: { type: 'string', default: '2000' },
    folder: { type: 'string', default: join(tmpdir(), 'tidemark-bench-analysis') },
    python: { type: 'string', default: '/usr/bin/python3' },
  },
});
const rounds = Number(values.rounds);
const [from, to, cutoff] = ['2021-01', '2023-10', '2022-01'].map(monthFromText) as [number, number, number];
const MORE_CUTOFFS = 20;

const path = join(values.folder, `uploads-${values.uploads}-${values.artists}`, 'tidemark.duckdb');
const making = performance.now();
const wasThere = existsSync(path);
await makeUploads(path, Number(values.uploads), Number(values.artists));
report('made the uploads', wasThere ? 'there already' : `${((performance.now() - making) / 1000).toFixed(1)} s`);

const store = await Store.open(path);
const connection = await connect(await openInstance(path));
const [uploads] = (await connection.runAndReadAll('SELECT count(*)::DOUBLE FROM uploads')).getRows()[0] as [number];
const SCAN = "SELECT sum(month - DATE '1970-01-01'), sum(strlen(artist_id)) FROM uploads";
const AGGREGATION = `
CREATE OR REPLACE TEMP TABLE first_uploads AS
SELECT site, artist_id, min(published_at) AS first_upload_at
FROM uploads
GROUP BY site, artist_id`;

const steps = {
  scan: () => connection.runAndReadAll(SCAN),
  aggregation: () => connection.run(AGGREGATION),
  ours: () => store.cohortMonths({ from, to, cutoffs: [cutoff] }),
  moreCutoffs: () =>
    store.cohortMonths({ from, to, cutoffs: Array.from({ length: 1 + MORE_CUTOFFS }, (_, i) => cutoff - i) }),
  activity: () => store.activity(),
};
const best = await bestOf(steps);
report('uploads', `${uploads}`);
report('bare scan of two columns', milliseconds(best.scan));
report('one hash aggregation by site and artist, first date', milliseconds(best.aggregation));
report('monthly seniors and juniors', milliseconds(best.ours), `${ratio(best.ours, best.aggregation)} of it (≤ 1.2)`);
report('each further cutoff', milliseconds((best.moreCutoffs - best.ours) / MORE_CUTOFFS), '≤ 50 ms');
report('activity with every count', milliseconds(best.activity), `${ratio(best.activity, best.aggregation)} of it`);

await comparePandas();
await measureArrow();
await measureImports();
connection.closeSync();
await store.close();
measureAnalysis();

async function bestOf<Name extends string>(work: Record<Name, () => Promise<unknown>>): Promise<Record<Name, number>> {
  const names = Object.keys(work) as Name[];
  const least = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY])) as Record<Name, number>;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const start = performance.now();
      await work[name]();
      least[name] = Math.min(least[name], performance.now() - start);
    }
  }
  return least;
}

/** Debian's pandas has its columns in memory already; we read ours from the disk. */
async function comparePandas(): Promise<void> {
  const isThere = spawnSync(values.python, ['-c', 'import pandas']).status === 0;
  if (!isThere) {
    report('pandas on the same task', `skipped: ${values.python} has no pandas; apt-get install python3-pandas`);
    return;
  }
  const folder = join(values.folder, 'arrays');
  mkdirSync(folder, { recursive: true });
  const columns = await selectColumns(
    connection,
    `SELECT list_position(['${SITES.join("', '")}'], site)::INTEGER, artist_id[8:]::INTEGER, ${MONTH_NUMBER} FROM uploads`,
  );
  const arrays = {
    site: new Uint8Array(columns.rows),
    artist: new Int32Array(columns.rows),
    month: new Int16Array(columns.rows),
  };
  Object.entries(arrays).forEach(([name, array], column) => {
    writeFileSync(join(folder, `${name}.bin`), fillNumbers(columns, column, array));
  });
  const script = new URL('./analysis.py', import.meta.url).pathname;
  const words = [script, folder, from, to, cutoff, Math.min(rounds, 3)].map(String);
  const { stdout, stderr } = spawnSync(values.python, words, { encoding: 'utf8' });
  const [artistMonths, textSeconds, numberSeconds] = stdout.split(' ').map(Number);
  if (!textSeconds || !numberSeconds) throw new Error(`pandas failed: ${stderr}`);
  const cohorts = await store.cohortMonths({ from, to, cutoffs: [cutoff] });
  const counted = cohorts.flatMap(({ artists }) => artists).reduce((sum, count) => sum + count, 0);
  if (counted !== artistMonths) throw new Error(`pandas counted ${artistMonths} artist-months, we ${counted}`);
  const ours = (seconds: number) => `ours ${ratio(best.ours, seconds * 1000)} of it`;
  report('pandas on the same task', milliseconds(textSeconds * 1000), `${ours(textSeconds)} (≤ 0.5)`);
  report('pandas, ids as whole numbers', milliseconds(numberSeconds * 1000), ours(numberSeconds));
}

async function measureArrow(): Promise<void> {
  const kinds = {
    'numbers (INTEGER, DOUBLE, TIMESTAMP, DATE)':
      'SELECT artist_rank, epoch_ms(published_at)::DOUBLE AS ms, published_at, month FROM uploads',
    'ENUM (label)': 'SELECT label FROM uploads',
    'text (artist_id), a tenth of the rows': `SELECT artist_id FROM uploads LIMIT ${Math.ceil(uploads / 10)}`,
  };
  for (const [kind, sql] of Object.entries(kinds)) {
    let [all, conversion] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    let rows = 0;
    for (let round = 0; round < 3; round++) {
      const start = performance.now();
      const columns = await selectColumns(connection, sql);
      const selected = performance.now();
      rows = arrowFromColumns(columns).numRows;
      const end = performance.now();
      all = Math.min(all, end - start);
      conversion = Math.min(conversion, end - selected);
    }
    report(`Arrow, ${kind}`, millionsPerSecond(rows, conversion), `with the query ${millionsPerSecond(rows, all)}`);
  }
}

async function measureImports(): Promise<void> {
  for (const { format, rows, ours, bare } of await tableImports(connection, join(dirname(path), 'imports'), rounds)) {
    const least = format === 'parquet' ? '≥ 0.5' : '≥ 0.8';
    report(
      `import from ${format}, ${rows} uploads`,
      perSecond(rows, ours.clock),
      `bare read ${perSecond(rows, bare.clock)}`,
    );
    report('', '', `${ratio(bare.clock, ours.clock)} of its rate (${least})`);
    report('', '', `${ratio(bare.processor, ours.processor)} by processor time`);
  }
}

function measureAnalysis(): void {
  const script = new URL('./full-analysis.ts', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [script, path, values.draws], { encoding: 'utf8' });
  if (stdout === '') throw new Error(`the analysis failed: ${stderr}`);
  const { seconds, readSeconds, peakGb } = JSON.parse(stdout) as Record<string, number>;
  report(
    `whole analysis, ${values.draws} draws`,
    `${seconds!.toFixed(1)} s (≤ 60)`,
    `${readSeconds!.toFixed(1)} s of it reading; peak ${peakGb!.toFixed(2)} GB (≤ 4)`,
  );
}

function milliseconds(value: number): string {
  return `${value.toFixed(0)} ms`;
}

function ratio(value: number, of: number): string {
  return `${(value / of).toFixed(2)} ×`;
}

function perSecond(rows: number, ms: number): string {
  return `${Math.round(rows / ms)} k rows/s`;
}

function millionsPerSecond(rows: number, ms: number): string {
  return `${(rows / ms / 1000).toFixed(1)} M rows/s`;
}

function report(what: string, value: string, note = ''): void {
  console.log(`${what.padEnd(54)}${value.padStart(16)}  ${note.padEnd(44)} load ${loadavg()[0]!.toFixed(1)}`);
}
