import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Analysis } from '../analysis/analysis.ts';
import type { Changes } from '../core/change-tables.ts';
import type { MonthlyShare, SiteShares } from '../core/shares.ts';
import type { QueryTrace } from '../store/trace.ts';
import type { Coverage, Sample, SiteOrigin } from '../store/types.ts';
import { changesTables } from './changes-tables.ts';
import { csvFrom } from './csv.ts';
import { ReportUnwritableError } from './errors.ts';
import { figureList, reportFigures } from './figures.ts';
import type { ReportedLoop } from './loop-figures.ts';
import { type Manifest, type Provenance, reportManifest } from './manifest.ts';
import { standInNotice } from './origins.ts';
import { reportPage } from './page.ts';
import { renderPng } from './png.ts';
import { provenanceRecord } from './provenance.ts';
import { renderSvg } from './render.ts';
import { samplesTable } from './samples.ts';
import { inlineScripts } from './scripts.ts';
import { shareEstimatesTable } from './share-estimates.ts';
import { reportTables } from './tables.ts';

export interface ReportContents {
  readonly analysis: Analysis;
  /** One for each site of the analysis, or more where it was read from several places. */
  readonly origins: readonly SiteOrigin[];
  readonly coverage: readonly Coverage[];
  readonly samples: readonly Sample[];
  readonly shares: readonly MonthlyShare[];
  /** The shares after correction. @default none */
  readonly estimates?: readonly SiteShares[];
  /** What uploads are about and how they are marked; absent where that was not looked into. */
  readonly changes?: Changes;
  readonly loops: readonly ReportedLoop[];
  readonly provenance: Provenance;
  /** Writes artist_months.parquet and exclusions.csv into a folder. @default the report has neither, nor provenance.json */
  readonly trace?: (folder: string) => Promise<readonly QueryTrace[]>;
}

export interface WrittenReport {
  readonly directory: string;
  /** Path of the page. */
  readonly page: string;
  /** Names of the figures, each there as SVG and PNG. */
  readonly figures: readonly string[];
  readonly manifest: Manifest;
}

/**
 * Writes `<outDir>/<runId>/` with index.html, figures, tables and manifest.json. It appears whole or not at all; a
 * report of the same run is replaced.
 *
 * @throws ReportUnwritableError if the disk does not take it
 */
export async function writeReport(contents: ReportContents, outDir: string): Promise<WrittenReport> {
  const { analysis, origins, coverage, shares, estimates = [], changes = null, loops, provenance } = contents;
  const figures = reportFigures(analysis, shares, loops, standInNotice(origins), { estimates, changes });
  const list = figureList(figures);
  const drawings = new Map<string, string>();
  for (const { name, spec } of list) drawings.set(name, await renderSvg(spec));
  const pictures = new Map([...drawings].map(([name, svg]) => [name, renderPng(svg)]));
  const manifest = reportManifest(contents);
  const scripts = await inlineScripts();
  const { trace } = contents;
  const page = reportPage({
    analysis,
    coverage,
    shares,
    estimates,
    changes,
    loops,
    manifest,
    figures,
    drawings,
    scripts,
    isTraced: trace !== undefined,
  });

  const directory = join(outDir, provenance.runId);
  const temporary = join(outDir, `.${provenance.runId}.writing-${process.pid}`);
  try {
    await mkdir(join(temporary, 'figures'), { recursive: true });
  } catch (cause) {
    throw new ReportUnwritableError(directory, cause);
  }
  try {
    await mkdir(join(temporary, 'tables'));
    for (const [name, svg] of drawings) await writeFile(join(temporary, 'figures', `${name}.svg`), svg);
    for (const [name, png] of pictures) await writeFile(join(temporary, 'figures', `${name}.png`), png);
    const tables = [
      ...reportTables(analysis, coverage, shares, loops),
      samplesTable(manifest.samples),
      shareEstimatesTable(estimates),
      ...(changes === null ? [] : changesTables(changes)),
    ];
    for (const table of tables) {
      await writeFile(join(temporary, 'tables', `${table.name}.csv`), csvFrom(table));
    }
    if (trace !== undefined) {
      const record = provenanceRecord(tables, await trace(join(temporary, 'tables')), 'tables/');
      await writeFile(join(temporary, 'provenance.json'), `${JSON.stringify(record, null, 2)}\n`);
    }
    await writeFile(join(temporary, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    await writeFile(join(temporary, 'index.html'), page);
    await replaceDirectory(temporary, directory);
  } catch (cause) {
    await rm(temporary, { recursive: true, force: true });
    throw new ReportUnwritableError(directory, cause);
  }
  return { directory, page: join(directory, 'index.html'), figures: list.map(({ name }) => name), manifest };
}

/** Moves what stands in the way aside first, so that a failure leaves one report or the other. */
async function replaceDirectory(from: string, to: string): Promise<void> {
  const aside = `${from}-old`;
  const hadOne = existsSync(to);
  if (hadOne) await rename(to, aside);
  try {
    await rename(from, to);
  } catch (error) {
    if (hadOne) await rename(aside, to);
    throw error;
  }
  await rm(aside, { recursive: true, force: true });
}
