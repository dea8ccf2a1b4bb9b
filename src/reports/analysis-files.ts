import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import type { QueryTrace } from '../store/trace.ts';
import { csvFrom } from './csv.ts';
import { ReportUnwritableError } from './errors.ts';
import { provenanceRecord } from './provenance.ts';
import { analysisTables } from './tables.ts';

/**
 * Writes an analysis as analysis.json and one CSV a table into a folder, which is made where it is missing, and beside
 * them what its numbers come from.
 *
 * @param trace writes artist_months.parquet and exclusions.csv into a folder
 * @throws ReportUnwritableError if the disk does not take it
 */
export async function writeAnalysis(
  analysis: Analysis,
  directory: string,
  trace: (folder: string) => Promise<readonly QueryTrace[]>,
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'analysis.json'), `${JSON.stringify(analysis, null, 2)}\n`);
    const tables = analysisTables(analysis);
    const record = provenanceRecord(tables, await trace(directory), '');
    await writeFile(join(directory, 'provenance.json'), `${JSON.stringify(record, null, 2)}\n`);
    for (const table of tables) {
      await writeFile(join(directory, `${table.name}.csv`), csvFrom(table));
    }
  } catch (cause) {
    throw new ReportUnwritableError(directory, cause);
  }
}
