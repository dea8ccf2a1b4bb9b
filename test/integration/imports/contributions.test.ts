import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../../src/core/clock.ts';
import { mappingFromText } from '../../../src/jobs/import-mapping.ts';
import { importTable } from '../../../src/jobs/import-table.ts';
import { Store } from '../../../src/store/store.ts';
import { rowsOf } from '../store/sql.ts';
import { temporaryFolder } from '../store/temporary.ts';

const DATA = process.env.TIDEMARK_TEST_DATA ?? '';

describe.skipIf(!DATA)('347,377 works of 39,214 real people (TIDEMARK_TEST_DATA)', () => {
  test('are imported once, and counted by person and month', async () => {
    using folder = temporaryFolder();
    const file = join(DATA, 'contributions', 'contributions.csv.gz');
    await using store = await Store.open(join(folder.path, 'tidemark.duckdb'));
    const mapping = mappingFromText('site=project,artist=contributor,upload_id=work,published_at=date');
    const run = (runId: string) => importTable({ store, clock: systemClock, runId, file, mapping });

    const bareMs = await timed(() => rowsOf(':memory:', `CREATE TEMP TABLE bare AS FROM read_csv('${file}')`));
    const importMs = await timed(async () => {
      expect(await run('first')).toEqual({ uploadsRead: 347_377, uploadsAdded: 347_377, artists: 39_214, skipped: [] });
    });
    console.info(`import takes ${(importMs / bareMs).toFixed(1)} times a bare read of the file`);
    expect(await run('second')).toMatchObject({ uploadsAdded: 0 });

    const activity = await store.activity({ pool: true });
    expect(activity.artistNames).toHaveLength(39_214);
    expect(activity.uploads.reduce((sum, uploads) => sum + uploads, 0)).toBe(347_377);
    expect((await store.activity()).sites).toHaveLength(23);
    const exported = join(folder.path, 'uploads.parquet');
    expect(await store.exportTable('uploads', 'parquet', exported)).toEqual({ rows: 347_377 });
    const again = mappingFromText('site=site,artist=artist,upload_id=upload_id,published_at=published_at');
    await using copy = await Store.open(':memory:');
    const copied = await importTable({
      store: copy,
      clock: systemClock,
      runId: 'copy',
      file: exported,
      mapping: again,
    });
    expect(copied).toMatchObject({ uploadsAdded: 347_377, artists: 39_214 });
    expect(await copy.activity()).toEqual(await store.activity());
  });
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
