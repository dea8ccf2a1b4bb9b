import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { systemClock } from '../../src/core/clock.ts';
import { importTable } from '../../src/jobs/import-table.ts';
import { connect, openInstance } from '../../src/store/connection.ts';
import { Store } from '../../src/store/store.ts';
import { plainTable } from './plain-table.ts';

export interface ImportCost {
  readonly format: 'parquet' | 'jsonl';
  readonly rows: number;
  /** The best round of each, in ms: by the clock, and of the processor. */
  readonly bare: Cost;
  readonly ours: Cost;
}

interface Cost {
  readonly clock: number;
  readonly processor: number;
}

const COLUMNS = ['site', 'artist_id', 'upload_id', 'published_at', 'label'] as const;

/** Every upload of each fifth artist: a table as somebody would have gathered it. */
const EXPORT = {
  parquet: (file: string) => `
    COPY (SELECT ${COLUMNS.join(', ')} FROM uploads WHERE hash(artist_id) % 5 = 0) TO '${file}' (FORMAT parquet)`,
  jsonl: (file: string) => `
    COPY (
      SELECT * REPLACE (strftime(published_at, '%Y-%m-%dT%H:%M:%S.%gZ') AS published_at)
      FROM (SELECT ${COLUMNS.join(', ')} FROM uploads WHERE hash(artist_id) % 5 = 0)
    ) TO '${file}' (FORMAT json, COMPRESSION gzip)`,
};

const READ = {
  parquet: (file: string) => `read_parquet('${file}')`,
  jsonl: (file: string) => `
    read_json('${file}', format = 'newline_delimited', columns = {${COLUMNS.map((name) => `${name}: 'VARCHAR'`).join()}})`,
};

/** DuckDB alone, in one statement: reads the columns, drops uploads that stand twice, stores the rows. */
const bareRead = (from: string) => `
INSERT INTO plain
SELECT
  site, upload_id, artist_id, 0, published_at::TIMESTAMP, date_trunc('month', published_at::TIMESTAMP),
  published_at::VARCHAR, 'published_at', '', '', '', [], label::label, 'import:label', 'none',
  TIMESTAMP '2026-01-01', NULL, NULL
FROM ${from}
QUALIFY row_number() OVER (PARTITION BY site, upload_id, artist_id) = 1`;

/**
 * Imports the same uploads from Parquet and from gzipped JSONL into fresh stores, and beside each import DuckDB alone
 * reads the same file into a plain table. They take turns; each cost runs until the file is closed.
 *
 * @param uploads a connection to the store the uploads are taken from
 */
export async function tableImports(
  uploads: DuckDBConnection,
  folder: string,
  rounds: number,
): Promise<readonly ImportCost[]> {
  mkdirSync(folder, { recursive: true });
  const costs: ImportCost[] = [];
  for (const format of ['parquet', 'jsonl'] as const) {
    const file = join(folder, format === 'parquet' ? 'uploads.parquet' : 'uploads.jsonl.gz');
    if (!existsSync(file)) {
      await uploads.run(EXPORT[format](`${file}.partial`));
      renameSync(`${file}.partial`, file);
    }
    const [bare, ours] = [new Best(), new Best()];
    let rows = 0;
    for (let round = 0; round < rounds; round++) {
      rows = await importOnce(file, join(folder, 'store'), ours);
      const bareRows = await readBare(READ[format](file), join(folder, 'bare'), bare);
      if (bareRows !== rows) throw new Error(`the bare read stored ${bareRows} uploads, we ${rows}`);
    }
    costs.push({ format, rows, bare, ours });
  }
  return costs;
}

async function importOnce(file: string, folder: string, best: Best): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  const store = await Store.open(join(folder, 'tidemark.duckdb'));
  const mapping = {
    site: { column: 'site' },
    artist: 'artist_id',
    uploadId: 'upload_id',
    publishedAt: 'published_at',
    label: 'label',
  };
  return best.measure(async () => {
    const { uploadsAdded } = await importTable({ store, clock: systemClock, runId: 'bench', file, mapping });
    await store.close();
    return uploadsAdded;
  });
}

async function readBare(from: string, folder: string, best: Best): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  const instance = await openInstance(join(folder, 'bare.duckdb'));
  const connection = await connect(instance);
  await connection.run("CREATE TYPE label AS ENUM ('yes', 'assisted', 'no', 'unknown')");
  await connection.run(plainTable('label'));
  return best.measure(async () => {
    const { rowsChanged } = await connection.run(bareRead(from));
    connection.closeSync();
    instance.closeSync();
    return rowsChanged;
  });
}

class Best implements Cost {
  clock = Number.POSITIVE_INFINITY;
  processor = Number.POSITIVE_INFINITY;

  async measure<T>(work: () => Promise<T>): Promise<T> {
    const [start, used] = [performance.now(), process.cpuUsage()];
    const result = await work();
    const { user, system } = process.cpuUsage(used);
    this.clock = Math.min(this.clock, performance.now() - start);
    this.processor = Math.min(this.processor, (user + system) / 1000);
    return result;
  }
}
