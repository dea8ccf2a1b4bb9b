import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import type { Activity, LabelCounts } from '../core/activity.ts';
import type { MarkSums, TagFrequency, TaggedWork, TagUse } from '../core/change-tables.ts';
import type { HostState } from '../core/host-state.ts';
import type { LoopScore } from '../core/loop-tables.ts';
import type { Artist } from '../core/records.ts';
import type { LabelSums, MonthlyShare, ShareDraws, ShareEstimate, SurvivalSums } from '../core/shares.ts';
import { readActivity } from './activity.ts';
import { addArtists } from './artists.ts';
import { dropCachedBlocks } from './cached-blocks.ts';
import { type CohortMonths, type CohortMonthsOptions, readCohortMonths } from './cohort-months.ts';
import { connect, inTransaction, openError, openInstance, storeError } from './connection.ts';
import { readContentHash } from './content-hash.ts';
import { readCoverage } from './coverage.ts';
import { readFrontier, readLabelBacklog, readTargets } from './crawl-reads.ts';
import { artistOf, type CrawlWrite, writeCrawl } from './crawl-writes.ts';
import { finishDump } from './dump-artists.ts';
import type { DumpBatch, DumpTables } from './dump-posts.ts';
import { beginDump, type DumpProgress, type DumpRun } from './dump-progress.ts';
import { detachDump, nextPostId, openDumpTables } from './dump-tables.ts';
import { exportMonthsBy, exportTable } from './export.ts';
import { readHosts, writeHost } from './hosts.ts';
import { type BatchCounts, writeDumpBatch } from './import-dump.ts';
import { importTable } from './import-table.ts';
import { writeImport } from './import-writes.ts';
import { readLabelCounts, readLabelSums } from './label-counts.ts';
import { writeLoopMetrics, writeLoopPredictions, writeLoopRun, writeLoopScores } from './loop-results.ts';
import { readMarkSums } from './mark-counts.ts';
import { migrate } from './migrate.ts';
import { readPassStates, readUploadIds } from './pass-reads.ts';
import { readShares, writeShares } from './results.ts';
import { finishRun, readOpenSweep, readOrigins, startRun } from './runs.ts';
import { readSamples, writeSample } from './samples.ts';
import { readShareDraws, writeShareResults } from './share-results.ts';
import { loadSnapshot, type SnapshotRequest, type WrittenSnapshot, writeSnapshot } from './snapshot.ts';
import { readSurvival } from './survival.ts';
import { readTagFrequencies, readTaggedWorks, readTagUse } from './tag-counts.ts';
import type { TagWindow } from './tag-window.ts';
import { type QueryTrace, type TraceRequest, writeTrace } from './trace.ts';
import type {
  ActivityOptions,
  Coverage,
  CrawlStep,
  FrontierEntry,
  ImportBatch,
  ImportCounts,
  LabelBacklog,
  LabelStep,
  LoopMetricRow,
  LoopPredictionRow,
  LoopRunRow,
  MonthsBy,
  PassState,
  RunEnd,
  RunStart,
  Sample,
  SiteOrigin,
  TableFormat,
  TableName,
  TableSource,
  UploadTarget,
} from './types.ts';
import { GroupCommit, SerialQueue } from './write-queue.ts';

/**
 * The one DuckDB file that everything is kept in. Writes are idempotent and go through one queue; each reads or writes
 * in one transaction. Any write may throw StoreFullError.
 */
export class Store implements AsyncDisposable {
  readonly #path: string;
  readonly #instance: DuckDBInstance;
  readonly #writer: DuckDBConnection;
  readonly #queue = new SerialQueue();
  readonly #crawl: GroupCommit<CrawlWrite>;
  readonly #reads = new Set<Promise<unknown>>();

  private constructor(path: string, instance: DuckDBInstance, writer: DuckDBConnection) {
    this.#path = path;
    this.#instance = instance;
    this.#writer = writer;
    this.#crawl = new GroupCommit(this.#queue, artistOf, (writes) => writeCrawl(writer, writes));
  }

  /**
   * Opens the file, or makes it with its folder, and brings it to this program's schema.
   *
   * @param path a file, or ':memory:' for a store that ends with the process
   * @throws StoreBusyError if another process has the file open: names its PID
   * @throws StoreNewerError if a newer Tidemark made it
   * @throws StoreUnreadableError if it is something else
   */
  static async open(path: string): Promise<Store> {
    const instance = await openInstance(path);
    const writer = await connect(instance);
    try {
      await migrate(writer, path);
    } catch (error) {
      writer.closeSync();
      instance.closeSync();
      throw openError(path, error);
    }
    return new Store(path, instance, writer);
  }

  /**
   * Opens a snapshot as a store of its own in memory; what is written to it ends with the process.
   *
   * @throws InputError if its files are not those that were written, or another schema wrote them
   */
  static async openSnapshot(folder: string): Promise<Store> {
    const store = await Store.open(':memory:');
    try {
      await store.#write((connection) => loadSnapshot(connection, folder));
      return store;
    } catch (error) {
      await store.close();
      throw error;
    }
  }

  /** Waits for the reads and writes under way, then lets go of the file. */
  async close(): Promise<void> {
    await this.#queue.drain();
    await Promise.all(this.#reads);
    this.#writer.closeSync();
    this.#instance.closeSync();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  startRun(run: RunStart): Promise<void> {
    return this.#write((connection) => startRun(connection, run));
  }

  finishRun(runId: string, end: RunEnd): Promise<void> {
    return this.#write((connection) => finishRun(connection, runId, end));
  }

  /** Where crawls read from, by site. */
  origins(): Promise<SiteOrigin[]> {
    return this.#read(readOrigins);
  }

  /** When the sweep of recrawls began that earlier runs with these parameters did not end. */
  openSweep(run: Pick<RunStart, 'site' | 'parameters'>): Promise<number | undefined> {
    return this.#read((connection) => readOpenSweep(connection, run));
  }

  /** Stores a sample, its artists, and a pending frontier row for each artist that has none. */
  saveSample(sample: Sample): Promise<void> {
    return this.#write((connection) => writeSample(connection, sample));
  }

  async findSample(site: string, key: string): Promise<Sample | undefined> {
    return (await this.samples()).find((sample) => sample.site === site && sample.key === key);
  }

  samples(): Promise<Sample[]> {
    return this.#read(readSamples);
  }

  /** Stores artists, and a pending frontier row for each that has none. */
  addArtists(artists: readonly Artist[], seenAt: number): Promise<void> {
    return this.#write((connection) => inTransaction(connection, () => addArtists(connection, artists, seenAt)));
  }

  /** The artists of a site and how far each is crawled; ordered by artist id. */
  frontier(site: string): Promise<FrontierEntry[]> {
    return this.#read((connection) => readFrontier(connection, site));
  }

  /** What earlier readings of the lists of a site's artists say about the next; ordered by artist id. */
  passStates(site: string): Promise<PassState[]> {
    return this.#read((connection) => readPassStates(connection, site));
  }

  /** Ids of all works stored of an artist. */
  uploadIds(site: string, artistId: string): Promise<ReadonlySet<string>> {
    return this.#read((connection) => readUploadIds(connection, site, artistId));
  }

  /**
   * Stores one page of an artist's history and the cursor after it, together or not at all. Steps that come while
   * another is being committed go into one commit.
   */
  saveStep(step: CrawlStep): Promise<void> {
    return this.#guard(this.#crawl.add({ kind: 'step', step }));
  }

  /** Stores labels that were looked up apart from the listing. */
  saveLabels(step: LabelStep): Promise<void> {
    return this.#guard(this.#crawl.add({ kind: 'labels', step }));
  }

  /** Uploads of an artist whose label nobody has looked up, oldest first. */
  uploadTargets(site: string, artistId: string): Promise<UploadTarget[]> {
    return this.#read((connection) => readTargets(connection, site, artistId));
  }

  /** What is left to look up of the labels of a site's artists; ordered by artist id. */
  labelBacklog(site: string): Promise<LabelBacklog[]> {
    return this.#read((connection) => readLabelBacklog(connection, site));
  }

  hostStates(): Promise<HostState[]> {
    return this.#read(readHosts);
  }

  saveHostState(state: HostState): Promise<void> {
    return this.#write((connection) => writeHost(connection, state));
  }

  /** Stores uploads that were read from files, with their artists. */
  saveImport(batch: ImportBatch): Promise<ImportCounts> {
    return this.#write((connection) => writeImport(connection, batch));
  }

  /** Stores a whole table of uploads from a CSV, JSONL or Parquet file. @throws InputError if anything in it is wrong */
  importTable(source: TableSource): Promise<ImportCounts> {
    return this.#write((connection) => importTable(connection, source));
  }

  /** Where an import of this dump was cut off; undefined if none was, or its files have changed since. */
  beginDump(run: DumpRun): Promise<DumpProgress | undefined> {
    return this.#write((connection) => beginDump(connection, run));
  }

  /** Stores posts of a dump together with how far it is read then, which `progressAfter` says. */
  saveDumpBatch(
    run: DumpRun,
    batch: DumpBatch,
    progressAfter: (counts: BatchCounts) => Promise<DumpProgress>,
  ): Promise<DumpProgress> {
    return this.#write(async (connection) => {
      const progress = await writeDumpBatch(connection, run, batch, progressAfter);
      await dropCachedBlocks(connection);
      return progress;
    });
  }

  /** Ends the import of a dump. @returns how many artists it names */
  finishDump(run: DumpRun, end: Parameters<typeof finishDump>[2]): Promise<number> {
    return this.#write((connection) => finishDump(connection, run, end));
  }

  /** Finds a dump's tables in Parquet files or a DuckDB file. Call `closeDumpTables` after them. */
  openDumpTables(kind: 'parquet' | 'duckdb', files: readonly string[]): Promise<DumpTables> {
    return this.#write((connection) => openDumpTables(connection, kind, files));
  }

  /** The least post id above `after`; undefined where none is left. */
  nextDumpPost(tables: DumpTables, after: number): Promise<number | undefined> {
    return this.#write((connection) => nextPostId(connection, tables, after));
  }

  closeDumpTables(): Promise<void> {
    return this.#write(detachDump);
  }

  /** Who published how much in which month; artists ordered by site and id. */
  activity(options: ActivityOptions = {}): Promise<Activity> {
    return this.#read((connection) => readActivity(connection, options));
  }

  /** Active artists by month and cohort for any number of cutoffs, from one pass over the uploads. */
  cohortMonths(options: CohortMonthsOptions): Promise<CohortMonths[]> {
    return this.#read((connection) => readCohortMonths(connection, options));
  }

  /** Labelled works by site and month, ordered so. */
  labelCounts(): Promise<LabelCounts[]> {
    return this.#read(readLabelCounts);
  }

  /** Labelled works by site and month with their sums over artists, ordered so. */
  labelSums(): Promise<LabelSums[]> {
    return this.#read(readLabelSums);
  }

  /** Uses of tags by artist and period, by site. */
  tagUse(window: TagWindow): Promise<TagUse[]> {
    return this.#read((connection) => readTagUse(connection, window));
  }

  /** How many tags were used how often, by site, month and cohort. */
  tagFrequencies(window: TagWindow): Promise<TagFrequency[]> {
    return this.#read((connection) => readTagFrequencies(connection, window));
  }

  /** Tags of at most `limit` works a site and month, drawn at random. */
  taggedWorks(window: TagWindow, limit: number, seed: string): Promise<TaggedWork[]> {
    return this.#read((connection) => readTaggedWorks(connection, window, limit, seed));
  }

  /** Opt-out marks, protection tags and withdrawals by site, cohort and period. */
  markSums(window: TagWindow): Promise<MarkSums[]> {
    return this.#read((connection) => readMarkSums(connection, window));
  }

  /** How long labelled works were seen to stay up, by site and kind. */
  survival(): Promise<SurvivalSums[]> {
    return this.#read(readSurvival);
  }

  /** How far each artist's history is stored; ordered by site and artist id. */
  coverage(): Promise<Coverage[]> {
    return this.#read(readCoverage);
  }

  /**
   * SHA-256, in hexadecimal, over artists, uploads and coverage without times of observation:
   * equal tables have equal hashes, however they came to be.
   */
  contentHash(): Promise<string> {
    return this.#read(readContentHash);
  }

  /** Replaces the stored shares of the sites in `rows`. */
  saveShares(rows: readonly MonthlyShare[]): Promise<void> {
    return this.#write((connection) => writeShares(connection, rows));
  }

  /** Shares by site and month, ordered so. */
  shares(): Promise<MonthlyShare[]> {
    return this.#read(readShares);
  }

  /** Replaces all stored estimates and posterior draws of shares. */
  saveShareResults(estimates: readonly ShareEstimate[], draws: readonly ShareDraws[]): Promise<void> {
    return this.#write((connection) => writeShareResults(connection, estimates, draws));
  }

  /** Posterior draws of shares, by site, then weight of assisted works. */
  shareDraws(): Promise<ShareDraws[]> {
    return this.#read(readShareDraws);
  }

  saveLoopRun(run: LoopRunRow): Promise<void> {
    return this.#write((connection) => writeLoopRun(connection, run));
  }

  /** Stores what theory says of a run; what it said the first time stands. */
  saveLoopPredictions(runId: string, rows: readonly LoopPredictionRow[], predictedAt: number): Promise<void> {
    return this.#write((connection) => writeLoopPredictions(connection, runId, rows, predictedAt));
  }

  /** Replaces the scores of a run's predictions. */
  saveLoopScores(runId: string, rows: readonly LoopScore[]): Promise<void> {
    return this.#write((connection) => writeLoopScores(connection, runId, rows));
  }

  saveLoopMetrics(rows: readonly LoopMetricRow[]): Promise<void> {
    return this.#write((connection) => writeLoopMetrics(connection, rows));
  }

  /**
   * Writes a table to a file in a fixed order of rows; the file appears whole or not at all.
   *
   * @throws ExportError if there is no such folder, or the file cannot be written
   */
  exportTable(name: TableName, format: TableFormat, file: string): Promise<{ rows: number }> {
    return this.#read((connection) => exportTable(connection, name, format, file));
  }

  /** Writes the artist-months behind an analysis and who was left out of it, and tells what its numbers were read by. */
  saveTrace(request: TraceRequest): Promise<QueryTrace[]> {
    return this.#read((connection) => writeTrace(connection, request));
  }

  /** Writes uploads and active artists by site, month and a dimension to a file. @throws ExportError as `exportTable` */
  exportMonthsBy(dimension: MonthsBy, format: TableFormat, file: string): Promise<{ rows: number }> {
    return this.#read((connection) => exportMonthsBy(connection, dimension, format, file));
  }

  /** Publishes all tables as Parquet in a folder of their own, as they are at this moment. */
  saveSnapshot(request: SnapshotRequest): Promise<WrittenSnapshot> {
    return this.#read((connection) => writeSnapshot(connection, request));
  }

  #write<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    return this.#guard(this.#queue.run(() => work(this.#writer)));
  }

  #read<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const read = this.#guard(readSnapshot(this.#instance, work));
    const settled: Promise<unknown> = read.catch(() => {}).finally(() => this.#reads.delete(settled));
    this.#reads.add(settled);
    return read;
  }

  async #guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      throw storeError(this.#path, error);
    }
  }
}

/** Reads in a transaction of its own: what is committed meanwhile does not show. */
async function readSnapshot<T>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await connect(instance);
  try {
    return await inTransaction(connection, () => work(connection));
  } finally {
    connection.closeSync();
  }
}
